package dev.fairlead.watchdog.verdict;

/**
 * The worst answer of a node in its last minutes, and the deadline that follows from it.
 *
 * <p>What was remembered counts half after each {@value #HALF_LIFE_SECONDS} s. The deadline is
 * twice the worst answer, but never shorter than the configured one and never longer than {@value
 * Limits#SLOW_DEADLINES} times it:
 *
 * <pre>
 *   deadline                     ____________  3 × configured
 *                               /
 *                              /
 *   configured ______________ /
 *                 0.5 × configured  1.5 ×      worst answer
 * </pre>
 *
 * <p>Immutable and pure.
 *
 * @param worstNanos the worst answer when it was last worse than what was remembered
 * @param atNanos when that was
 */
record History(long worstNanos, long atNanos) {
  /** After which a slow answer counts half. */
  static final long HALF_LIFE_SECONDS = 60;

  /** Answers may become this much slower than the worst known before they are late. */
  private static final int MARGIN = 2;

  /** Of a node that has not answered yet. */
  static History none(long nowNanos) {
    return new History(0, nowNanos);
  }

  /** After an answer that took so long; what cannot make the deadline longer is not remembered. */
  History after(long tookNanos, long nowNanos, Limits limits) {
    long most = limits.deadline().toNanos() * Limits.SLOW_DEADLINES / MARGIN;
    long took = Math.min(tookNanos, most);
    return took < worst(nowNanos) ? this : new History(took, nowNanos);
  }

  /** The deadline now. */
  long deadlineNanos(long nowNanos, Limits limits) {
    long configured = limits.deadline().toNanos();
    return Math.clamp(MARGIN * worst(nowNanos), configured, configured * Limits.SLOW_DEADLINES);
  }

  private long worst(long nowNanos) {
    double halfLives = Math.max(0, nowNanos - atNanos) / (HALF_LIFE_SECONDS * 1e9);
    return (long) (worstNanos * Math.pow(0.5, halfLives));
  }
}
