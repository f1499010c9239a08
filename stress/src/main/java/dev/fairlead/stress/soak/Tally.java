package dev.fairlead.stress.soak;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.ConcurrentHistogram;

/**
 * What came of all requests. Thread-safe.
 *
 * <p>Counters are only summed, so no order between them is needed. Failures are kept: a run with
 * more than {@value #MOST_FAILURES} of them has failed whatever explains them.
 */
final class Tally {
  static final int MOST_FAILURES = 100_000;

  private static final long MOST_MICROS = 60_000_000; // a minute
  private static final int SHOWN = 20;

  private final Map<Kind, ConcurrentHistogram> served = new EnumMap<>(Kind.class);
  private final ConcurrentLinkedQueue<Failure> failures = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedQueue<Incident> incidents = new ConcurrentLinkedQueue<>();
  private final LongAdder failed = new LongAdder();

  Tally() {
    for (Kind kind : Kind.values()) {
      served.put(kind, new ConcurrentHistogram(MOST_MICROS, 3));
    }
  }

  /** One was answered as it should be. */
  void served(Kind kind, long begin, long end) {
    served.get(kind).recordValue(Math.clamp((end - begin) / 1000, 0, MOST_MICROS));
  }

  /** One was not. */
  void failed(Failure failure) {
    failed.increment();
    if (failed.sum() <= MOST_FAILURES) {
      failures.add(failure);
    }
  }

  /** Something happened that may explain failures. */
  void happened(Incident incident) {
    incidents.add(incident);
  }

  /** How many were served so far. */
  long served() {
    return served.values().stream().mapToLong(ConcurrentHistogram::getTotalCount).sum();
  }

  /** How many were not. */
  long failed() {
    return failed.sum();
  }

  /** Prints it all; what no rule explains is returned. */
  List<String> judge(PrintWriter out) {
    out.println("requests       served  p50 ms  p99 ms  max ms");
    served.forEach((kind, times) ->
        out.println(
            "%-10s %10d %7.1f %7.1f %7.1f"
                .formatted(
                    kind.word(),
                    times.getTotalCount(),
                    times.getValueAtPercentile(50) / 1e3,
                    times.getValueAtPercentile(99) / 1e3,
                    times.getMaxValue() / 1e3)));
    List<Incident> known = List.copyOf(incidents);
    Map<String, Integer> explained = new TreeMap<>();
    List<String> unexplained = new ArrayList<>();
    for (Failure failure : failures) {
      Optional<Rule> rule = Rule.explaining(failure, known);
      rule.ifPresentOrElse(
          r ->
              explained.merge(
                  r.name().toLowerCase(Locale.ROOT) + " " + failure.what(), 1, Integer::sum),
          () -> unexplained.add(failure.toString()));
    }
    explained.forEach((why, count) -> out.println("explained: %d by %s".formatted(count, why)));
    if (failed() > MOST_FAILURES) {
      unexplained.add(failed() + " failures are more than are kept");
    }
    out.println("unexplained: " + unexplained.size());
    return unexplained.size() <= SHOWN
        ? unexplained
        : List.of(
            unexplained.size()
                + " unexplained, the first: "
                + String.join("\n  ", unexplained.subList(0, SHOWN)));
  }
}
