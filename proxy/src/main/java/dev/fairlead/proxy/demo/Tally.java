package dev.fairlead.proxy.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/**
 * What became of the visits of one region to one service.
 *
 * <p>Thread-safe: one visitor records, the console reads.
 */
final class Tally {
  /** Failures kept with their times; more are only counted. */
  static final int MAX_FAILURES = 10_000;

  private static final long MAX_NANOS = 60_000_000_000L; // 60 s

  private final Histogram nanos = new Histogram(MAX_NANOS, 3);
  private final Map<String, Long> servedIn = new TreeMap<>();
  private final List<Visit> failures = new ArrayList<>();
  private long total;
  private long failed;

  synchronized void record(Visit visit) {
    total++;
    if (visit.good()) {
      servedIn.merge(visit.servedIn(), 1L, Long::sum);
      nanos.recordValue(Math.min(MAX_NANOS, visit.endNanos() - visit.startNanos()));
      return;
    }
    failed++;
    if (failures.size() < MAX_FAILURES) {
      failures.add(visit);
    }
  }

  synchronized long total() {
    return total;
  }

  synchronized long failed() {
    return failed;
  }

  /** How many were served in each region. */
  synchronized Map<String, Long> servedIn() {
    return new TreeMap<>(servedIn);
  }

  /** In the order they ended. */
  synchronized List<Visit> failures() {
    return List.copyOf(failures);
  }

  /** Milliseconds within which this share of the good visits was answered. */
  synchronized double millis(double percentile) {
    return nanos.getValueAtPercentile(percentile) / 1_000_000.0;
  }
}
