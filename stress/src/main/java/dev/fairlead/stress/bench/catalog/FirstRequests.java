package dev.fairlead.stress.bench.catalog;

import dev.fairlead.stress.bench.figure.Figure;
import dev.fairlead.stress.bench.figure.Goal;
import dev.fairlead.stress.bench.figure.Report;
import dev.fairlead.stress.bench.figure.Sample;
import dev.fairlead.stress.data.Population;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.SplittableRandom;
import org.HdrHistogram.Histogram;

/**
 * What the first request of a service costs above one that finds it loaded: each host of a random
 * choice is looked up until it is loaded, waiting as a thread waits, then once more.
 *
 * <p>The replica file is warm in the page cache as far as the machine keeps it there.
 */
final class FirstRequests {
  private static final double MICROS = 1000;
  private static final long MAX_BYTES = 512L << 20;
  private static final Goal P99 = Goal.atMost(3000); // 3 ms

  private FirstRequests() {}

  /** One report line for the median, one for the 99th percentile. */
  static void measure(Path folder, Population population, Size size, Report report) {
    List<Double> p50 = new ArrayList<>();
    List<Double> p99 = new ArrayList<>();
    try (OpenCatalog open = new OpenCatalog(folder, MAX_BYTES)) {
      Iterator<String> hosts = hosts(population, size);
      round(open, hosts, size.warmup()); // the first connections, the first compiled code
      for (int i = 0; i < size.rounds(); i++) {
        Histogram above = round(open, hosts, size.requests());
        p50.add(above.getValueAtPercentile(50) / MICROS);
        p99.add(above.getValueAtPercentile(99) / MICROS);
      }
    }
    report.add(
        Figure.plain("first request of a service above a loaded one, p50", new Sample(p50), "µs"));
    report.add(
        Figure.aimed(
            "first request of a service above a loaded one, p99", new Sample(p99), "µs", P99));
  }

  /**
   * How much is measured.
   *
   * @param warmup requests before the first round
   * @param rounds how many rounds
   * @param requests first requests in each
   */
  record Size(int warmup, int rounds, int requests) {
    int total() {
      return warmup + rounds * requests;
    }
  }

  /** Hosts in random order, each once. */
  private static Iterator<String> hosts(Population population, Size size) {
    return new SplittableRandom(42)
        .ints(0, population.size())
        .distinct()
        .limit(Math.min(size.total(), population.size()))
        .mapToObj(population::host)
        .iterator();
  }

  private static Histogram round(OpenCatalog open, Iterator<String> hosts, int requests) {
    Histogram above = new Histogram(3);
    for (int i = 0; i < requests && hosts.hasNext(); i++) {
      String host = hosts.next();
      long start = System.nanoTime();
      var _ = open.load(host);
      long first = System.nanoTime();
      var _ = open.load(host);
      long second = System.nanoTime();
      above.recordValue(Math.max(0, (first - start) - (second - first)));
    }
    return above;
  }
}
