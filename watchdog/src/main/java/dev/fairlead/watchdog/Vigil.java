package dev.fairlead.watchdog;

import java.time.Duration;

/**
 * A wait with a limit, of which only the time counts in which this process was awake.
 *
 * <p>What lies between two looks counts at most {@link #STEP}. A host that is paused as a whole,
 * because all its processes were stopped or its virtual machine suspended, gave nobody the time to
 * do what is waited for. Used by one thread.
 */
final class Vigil {
  /** Two ticks of the supervising thread, which is often a little late. */
  static final Duration STEP = Duration.ofMillis(200);

  private final long limitNanos;
  private long lookedNanos;
  private long waitedNanos;

  /** Begins to wait. */
  Vigil(Duration limit, long nowNanos) {
    this.limitNanos = limit.toNanos();
    this.lookedNanos = nowNanos;
  }

  /** Takes note of the time; whether the wait has reached its limit. */
  boolean over(long nowNanos) {
    waitedNanos += Math.min(nowNanos - lookedNanos, STEP.toNanos());
    lookedNanos = nowNanos;
    return waitedNanos >= limitNanos;
  }
}
