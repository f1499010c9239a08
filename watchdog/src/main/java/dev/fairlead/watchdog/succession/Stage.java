package dev.fairlead.watchdog.succession;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How far a process of the node is, from its start to its end.
 *
 * <pre>
 *              ready    (serve)  serving   (own)    owning  (handover) released   late
 *   STARTING   READY    RUSHED      -        -         -        -         -       ENDING
 *   READY        -      TAKING      -        -         -        -         -         -
 *   RUSHED       -        -      SERVING  OWNING       -        -         -       ENDING
 *   TAKING       -        -      SERVING  OWNING       -        -         -       ENDING
 *   SERVING      -        -         -     OWNING       -        -         -         -
 *   OWNING       -        -         -        -       OWNER      -         -      CONDEMNED (*)
 *   OWNER        -        -         -        -         -     LEAVING      -         -
 *   LEAVING      -        -         -        -         -        -     DRAINING  CONDEMNED
 *   DRAINING     -        -         -        -         -        -         -       ENDING
 *   CONDEMNED    -        -         -        -         -        -         -       ENDING
 *   EXAMINED     -        -         -        -         -        -         -       ENDING
 *   STOPPING     -        -         -        -         -        -         -       ENDING
 *   ENDING       -        -         -        -         -        -         -       (said once)
 * </pre>
 *
 * <p>(*) when it was warm and does not serve; its start as the owner is the watch's to judge.
 *
 * <p>In parentheses: what the watchdog tells it; the rest the node says itself or its budget. A
 * dash means nothing changes. A verdict on an owner makes it CONDEMNED; the end of its examination
 * ENDING, or EXAMINED when its successor is RUSHED: then that one's first word is its end.
 */
public enum Stage {
  /** Started as a spare, not warm yet. */
  STARTING(Use.COLD, Duration.ofSeconds(60)),
  /** Warm; can take over within milliseconds. */
  READY(Use.WARM, null),
  /** Told to serve before it was warm. */
  RUSHED(Use.CALLED, Duration.ofSeconds(45)),
  /** Warm and told to serve. */
  TAKING(Use.CALLED, Duration.ofSeconds(1)),
  /** Accepts and reads; another process may still own the data folder. */
  SERVING(Use.SERVES, null),
  /** Told to own. How long that may take is the watch's to judge. */
  OWNING(Use.WORKS, null),
  /** The whole node. */
  OWNER(Use.WORKS, null),
  /** Told to hand over, has not released the data folder yet. */
  LEAVING(Use.WORKS, Duration.ofSeconds(5)),
  /** Released everything; finishes what runs. The limit is the node's own and a grace. */
  DRAINING(Use.SPENT, null),
  /** There was a verdict: it is being examined, then killed. */
  CONDEMNED(Use.SPENT, Duration.ofSeconds(1)),
  /** What still moves of it serves until its successor does, which had to be started. */
  EXAMINED(Use.SPENT, Duration.ofSeconds(2)),
  /** Asked to end (SIGTERM). */
  STOPPING(Use.SPENT, Duration.ofSeconds(20)),
  /** Killed (SIGKILL), not gone yet. */
  ENDING(Use.SPENT, Duration.ofSeconds(5));

  private final Use use;
  private final @Nullable Duration budget;

  Stage(Use use, @Nullable Duration budget) {
    this.use = use;
    this.budget = budget;
  }

  /** What the rules may count on a process for. */
  private enum Use {
    /** To become warm. */
    COLD,
    /** To serve soon after it is told to. */
    WARM,
    /** To serve: it was told to. */
    CALLED,
    /** It serves. */
    SERVES,
    /** It has what an owner has. */
    WORKS,
    /** Nothing more. */
    SPENT
  }

  /** How long it may last; null for any time, or where something else judges. */
  public @Nullable Duration budget() {
    return budget;
  }

  /** Whether it has what an owner has and no verdict yet. */
  boolean works() {
    return use == Use.WORKS;
  }

  /** Whether it was told to serve and does not own yet. */
  boolean takesOver() {
    return use == Use.CALLED || use == Use.SERVES;
  }

  /** Whether an heir's own words can bring it from here to there. */
  boolean leadsTo(Stage next) {
    return (use == Use.COLD && next.use == Use.WARM)
        || (use == Use.CALLED && next.use == Use.SERVES);
  }
}
