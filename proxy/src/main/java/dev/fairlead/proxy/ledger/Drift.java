package dev.fairlead.proxy.ledger;

import java.util.concurrent.TimeUnit;

/**
 * By how much a thread that sleeps short times woke late, at worst, within the last second: long
 * pauses of the JVM and of the host show here.
 *
 * <p>Pure but for its own memory: the worst of this half second and of the one before. Used by one
 * thread. Nanoseconds.
 */
final class Drift {
  private static final long HALF = TimeUnit.MILLISECONDS.toNanos(500);

  private long halfBegan;
  private long before;
  private long worst;

  /** Starts at a moment. */
  Drift(long nanos) {
    this.halfBegan = nanos;
  }

  /**
   * The thread woke.
   *
   * @param nanos now
   * @param late by how much
   * @return the worst of the last second
   */
  long woke(long nanos, long late) {
    if (nanos - halfBegan >= HALF) {
      before = nanos - halfBegan >= 2 * HALF ? 0 : worst;
      worst = 0;
      halfBegan = nanos;
    }
    worst = Math.max(worst, late);
    return Math.max(before, worst);
  }
}
