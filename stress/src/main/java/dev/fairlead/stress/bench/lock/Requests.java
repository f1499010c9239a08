package dev.fairlead.stress.bench.lock;

import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * Requests of the calling thread, one every 20 µs, each timed.
 *
 * <p>Without the pause a stall of 5 ms would be one among so many requests that it is not seen.
 */
final class Requests {
  private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(60);
  private static final int DIGITS = 3;
  private static final double PERCENTILE = 99.99;
  private static final int WARM_UP = 200_000;
  private static final long PAUSE_NANOS = 20_000; // 20 µs

  private Requests() {}

  /** What all but one in ten thousand take at most, in µs, of those within {@code nanos}. */
  static double p9999Micros(long nanos, Runnable request) {
    for (int i = 0; i < WARM_UP; i++) {
      request.run();
    }
    Histogram times = new Histogram(LONGEST_NANOS, DIGITS);
    long end = System.nanoTime() + nanos;
    for (long due = System.nanoTime(); due < end; due = System.nanoTime() + PAUSE_NANOS) {
      while (System.nanoTime() < due) {
        Thread.onSpinWait();
      }
      long before = System.nanoTime();
      request.run();
      times.recordValue(Math.min(System.nanoTime() - before, LONGEST_NANOS));
    }
    return times.getValueAtPercentile(PERCENTILE) / 1_000.0;
  }
}
