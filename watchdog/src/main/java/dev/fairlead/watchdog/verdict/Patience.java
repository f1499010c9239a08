package dev.fairlead.watchdog.verdict;

import dev.fairlead.watchdog.proc.ProcessState;
import dev.fairlead.watchdog.pulse.Excuse;
import dev.fairlead.watchdog.pulse.Facts;
import dev.fairlead.watchdog.pulse.Pulse;
import java.util.stream.LongStream;

/**
 * How long a node may be without a good answer, by what is known about it.
 *
 * <pre>
 *   it                                           in one window              altogether
 *   starts                                       the budget of a phase      4 budgets
 *   is stopped                                   the configured deadline    4 deadlines
 *   closed its control socket, leaves or ends    closing                    closing
 *   has no excuse                                its deadline               4 deadlines
 *   is starved                                   2 deadlines more, 4 at most
 *   is paused by its virtual machine             4 deadlines
 *   has only its writer stuck, at the disk       disk                       disk
 * </pre>
 *
 * <p>Of several the longest, but who is stopped, closed, leaving or ending has no excuses. Pure.
 *
 * @param windowNanos in one window
 * @param quietNanos altogether, over windows that began again because the watchdog was held up
 */
record Patience(long windowNanos, long quietNanos) {
  /** The part whose work is at the disk. */
  private static final String DISK_PART = "writer";

  /** The phase of a node that ends by itself and finishes what it has. */
  private static final String LEAVING = "leaving";

  /** Of a node that has not answered yet. */
  static Patience starting(Limits limits) {
    long budget = limits.startup().toNanos();
    return new Patience(budget, budget * Limits.START_BUDGETS);
  }

  /**
   * Of a node that has answered before.
   *
   * @param deadlineNanos the node's own: the configured one, or longer by its history
   */
  static Patience serving(
      Limits limits, long deadlineNanos, Window window, Pulse pulse, Facts facts) {
    long configured = limits.deadline().toNanos();
    long most = configured * Limits.MOST_DEADLINES;
    if (facts.process() == ProcessState.STOPPED) {
      return new Patience(configured, most);
    }
    if (pulse instanceof Pulse.Missing
        || facts.phase().equals(LEAVING)
        || facts.process() == ProcessState.ENDING) {
      return new Patience(limits.closing().toNanos(), limits.closing().toNanos());
    }
    long patience = facts.excused(Excuse.STARVED) ? starved(limits, deadlineNanos) : deadlineNanos;
    if (facts.excused(Excuse.PAUSED)) {
      patience = most;
    }
    if (facts.excused(Excuse.SLOW_DISK) && writes(window)) {
      patience = Math.max(patience, limits.disk().toNanos());
    }
    return new Patience(patience, Math.max(patience, most));
  }

  /** Every length of a window after which a pulse may find the patience over. */
  static LongStream windows(Limits limits, long deadlineNanos) {
    long configured = limits.deadline().toNanos();
    return LongStream.of(
        configured,
        deadlineNanos,
        starved(limits, deadlineNanos),
        configured * Limits.MOST_DEADLINES,
        limits.closing().toNanos(),
        limits.disk().toNanos());
  }

  private static long starved(Limits limits, long deadlineNanos) {
    long configured = limits.deadline().toNanos();
    return Math.min(
        configured * Limits.MOST_DEADLINES, deadlineNanos + configured * Limits.STARVED_DEADLINES);
  }

  private static boolean writes(Window window) {
    return window.named() != null && window.named().part().equals(DISK_PART);
  }

  /** Whether half of it is over. */
  boolean halfOver(Window window) {
    return window.nanos() >= windowNanos / 2 || window.quietNanos() >= quietNanos / 2;
  }

  /** Whether it is over. */
  boolean over(Window window) {
    return window.nanos() >= windowNanos || window.quietNanos() >= quietNanos;
  }
}
