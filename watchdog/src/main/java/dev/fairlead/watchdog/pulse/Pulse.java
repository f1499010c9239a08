package dev.fairlead.watchdog.pulse;

import org.jspecify.annotations.Nullable;

/**
 * What is known about the node at one tick of the watchdog: an answer, or that there is none yet.
 *
 * <p>Immutable. Times are {@link System#nanoTime}, so a step of the wall clock means nothing.
 */
public sealed interface Pulse {
  /** Pause of the watchdog itself above which it cannot tell a hung node from a paused host. */
  long DISTRUSTED_DRIFT_NANOS = 100_000_000; // 100 ms

  /** When it was taken. */
  long atNanos();

  /** How much longer than meant the watchdog's own waits since the last pulse took. */
  long driftNanos();

  /** One word and the details, for the evidence. */
  String text();

  /** Whether the watchdog itself was held up: then a missing answer proves nothing. */
  default boolean distrusted() {
    return driftNanos() > DISTRUSTED_DRIFT_NANOS;
  }

  /**
   * The ping went through every part of the node.
   *
   * @param millis how long it took, as the node says
   * @param tookNanos from the ping that was sent to the answer that was read
   */
  record Pong(long atNanos, long driftNanos, long millis, long tookNanos) implements Pulse {
    @Override
    public String text() {
      return "pong " + millis + " ms";
    }
  }

  /**
   * The node answered that a part of it does not move.
   *
   * @param part a loop, a lock, the writer
   * @param what it waits for
   */
  record Stuck(long atNanos, long driftNanos, String part, String what) implements Pulse {
    @Override
    public String text() {
      return "stuck " + part + (what.isEmpty() ? "" : " " + what);
    }
  }

  /**
   * A ping is on its way and has no answer yet.
   *
   * @param waitedNanos since it was sent
   */
  record Silence(long atNanos, long driftNanos, long waitedNanos) implements Pulse {
    @Override
    public String text() {
      return "silence, ping sent " + waitedNanos / 1_000_000 + " ms ago";
    }
  }

  /**
   * The control socket is not there, or refuses, or was closed by the node.
   *
   * @param why in the words of the system
   */
  record Missing(long atNanos, long driftNanos, @Nullable String why) implements Pulse {
    @Override
    public String text() {
      return "missing: " + why;
    }
  }
}
