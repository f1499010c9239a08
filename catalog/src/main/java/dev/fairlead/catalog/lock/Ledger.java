package dev.fairlead.catalog.lock;

import dev.fairlead.catalog.lock.LockStatus.Holder;
import dev.fairlead.catalog.lock.LockStatus.Times;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * The books of one lock: who wrote last, who waits, how often and how long.
 *
 * <p>Thread-safe. Times are recorded only by who had to wait, or held for at least one tick.
 */
final class Ledger {
  private static final long LONGEST_MICROS = 3_600_000_000L; // 1 h; longer counts as that
  private static final int DIGITS = 2;

  private final CoarseClock clock;
  private final LongAdder reads = new LongAdder();
  private final LongAdder writes = new LongAdder();
  private final LongAdder timeouts = new LongAdder();
  private final Histogram waited = new ConcurrentHistogram(LONGEST_MICROS, DIGITS);
  private final Histogram held = new ConcurrentHistogram(LONGEST_MICROS, DIGITS);
  private final ConcurrentMap<Thread, Hold> waiters = new ConcurrentHashMap<>();

  /** Written by each writer once it is inside; the volatile read in status pairs with it. */
  private volatile @Nullable Hold lastWriter;

  Ledger(CoarseClock clock) {
    this.clock = clock;
  }

  void waits(Hold wish) {
    waiters.put(wish.thread(), wish);
  }

  void waited(Hold wish, long nanos) {
    waiters.remove(wish.thread());
    waited.recordValue(bounded(nanos / 1_000));
  }

  void timedOut() {
    timeouts.increment();
  }

  void acquired(Hold hold) {
    if (hold.mode() == Mode.WRITE) {
      writes.increment();
      lastWriter = hold;
    } else {
      reads.increment();
    }
  }

  void released(Hold hold) {
    long millis = clock.millis() - hold.sinceMillis();
    if (millis > 0) {
      held.recordValue(bounded(millis * 1_000));
    }
  }

  /** The status of lock {@code name}, held by {@code holders}. */
  LockStatus status(String name, int rank, long word, List<Hold> holders) {
    Hold writer = lastWriter;
    return new LockStatus(
        name,
        rank,
        LockWord.hex(word),
        LockWord.describe(word),
        holders.stream().map(this::show).toList(),
        waiters.values().stream().map(this::show).toList(),
        writer == null ? null : show(writer),
        reads.sum(),
        writes.sum(),
        timeouts.sum(),
        times(waited),
        times(held));
  }

  Holder show(Hold hold) {
    Duration since = Duration.ofMillis(Math.max(0, clock.millis() - hold.sinceMillis()));
    return new Holder(hold.thread().getName(), hold.label(), hold.mode(), since);
  }

  private static long bounded(long micros) {
    return Math.clamp(micros, 0, LONGEST_MICROS);
  }

  private static Times times(Histogram histogram) {
    Histogram copy = histogram.copy();
    return new Times(
        copy.getTotalCount(),
        copy.getValueAtPercentile(50),
        copy.getValueAtPercentile(99),
        copy.getMaxValue());
  }
}
