package dev.fairlead.catalog.lock;

import dev.fairlead.catalog.lock.LockStatus.Times;
import java.util.concurrent.atomic.AtomicReference;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Percentiles of a time in microseconds, up to an hour; longer counts as that.
 *
 * <p>Thread-safe. Takes no memory before the first is recorded.
 */
final class Durations {
  private static final long LONGEST_MICROS = 3_600_000_000L; // 1 h
  private static final int DIGITS = 2;

  /** Set once, by CAS, and read as volatile: whoever finds it finds it whole. */
  private final AtomicReference<@Nullable Histogram> histogram = new AtomicReference<>();

  void record(long micros) {
    Histogram present = histogram.get();
    if (present == null) {
      Histogram fresh = new ConcurrentHistogram(LONGEST_MICROS, DIGITS);
      Histogram witness = histogram.compareAndExchange(null, fresh);
      present = witness == null ? fresh : witness;
    }
    present.recordValue(Math.clamp(micros, 0, LONGEST_MICROS));
  }

  Times times() {
    Histogram present = histogram.get();
    if (present == null) {
      return new Times(0, 0, 0, 0);
    }
    Histogram copy = present.copy();
    return new Times(
        copy.getTotalCount(),
        copy.getValueAtPercentile(50),
        copy.getValueAtPercentile(99),
        copy.getMaxValue());
  }
}
