package dev.fairlead.catalog;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Counts lookups, each thread in a cache line of its own: event loops that count at the same moment
 * cost each other nothing.
 *
 * <p>A {@code LongAdder} spreads its writers only once they have met, and by chance. Here the place
 * follows from the thread's number; of more than {@value #STRIPES} threads some share one, and
 * still none is forgotten: the step is atomic, and orders nothing else. Thread-safe.
 */
final class HitCounter {
  private static final int STRIPES = 64;

  /** Two lines apart, because processors fetch them in pairs. */
  private static final int LONGS_APART = 16;

  private static final VarHandle LONGS = MethodHandles.arrayElementVarHandle(long[].class);

  private final long[] counts = new long[(STRIPES + 1) * LONGS_APART];

  void increment() {
    int stripe = (int) Thread.currentThread().threadId() & (STRIPES - 1);
    long _ = (long) LONGS.getAndAddRelease(counts, (stripe + 1) * LONGS_APART, 1L);
  }

  /** The sum; opaque reads, so a moment old at most. */
  long sum() {
    long sum = 0;
    for (int i = 1; i <= STRIPES; i++) {
      sum += (long) LONGS.getOpaque(counts, i * LONGS_APART);
    }
    return sum;
  }
}
