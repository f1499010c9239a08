package dev.fairlead.watchdog.verdict;

import java.time.Duration;

/**
 * How long the watchdog is patient.
 *
 * @param startup in one phase of the start, from the start of the process to its first good answer
 * @param deadline without a good answer, once there was one, as configured
 * @param closing without a control socket while the process lives: it closed the socket itself, as
 *     a node does that ends; a hung one keeps it open
 * @param disk while only the replica's writer is stuck and waits for the disk: a new process would
 *     find the same disk, and requests need no writer
 */
public record Limits(Duration startup, Duration deadline, Duration closing, Duration disk) {
  /** A node reads its replica and joins the cluster within this, on a slow disk too. */
  public static final Duration STARTUP = Duration.ofSeconds(30);

  /** A node that ends finishes the requests it has within this. */
  public static final Duration CLOSING = Duration.ofSeconds(20);

  /** A disk that takes longer for one write is broken rather than slow. */
  public static final Duration DISK = Duration.ofSeconds(10);

  /** Budgets of one phase that a whole start gets, however many phases it passes. */
  static final int START_BUDGETS = 4;

  /** Deadlines that pass at most before a node without a good answer is replaced. */
  static final int MOST_DEADLINES = 4;

  /** Deadlines that a starved node gets more: a busy host must not hide a hung node for ever. */
  static final int STARVED_DEADLINES = 2;

  /** Deadlines that the node's own history makes of one. */
  static final int SLOW_DEADLINES = 3;

  /**
   * The given deadline and the usual rest, none of it shorter than what the deadline may become.
   */
  public static Limits of(Duration deadline) {
    Duration most = deadline.multipliedBy(MOST_DEADLINES);
    return new Limits(longer(STARTUP, most), deadline, longer(CLOSING, most), longer(DISK, most));
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) > 0 ? one : other;
  }
}
