package dev.fairlead.stress.bench.catalog;

import dev.fairlead.stress.bench.figure.Figure;
import dev.fairlead.stress.bench.figure.Goal;
import dev.fairlead.stress.bench.figure.Peer;
import dev.fairlead.stress.bench.figure.Report;
import dev.fairlead.stress.bench.figure.Sample;
import dev.fairlead.stress.bench.jmh.Measured;
import dev.fairlead.stress.bench.jmh.Rounds;
import dev.fairlead.stress.data.DataFolder;
import dev.fairlead.stress.data.DataSettings;
import dev.fairlead.stress.data.Population;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Every row of the catalog table of targets.
 *
 * <p>The long version uses a data set of a million services and three million instances, which is
 * made once and takes some minutes and about four gigabytes; the short one uses a hundredth of it.
 */
public final class CatalogTable {
  private static final int SEED = 1;
  private static final String LOOKUP = "LookupBenchmark.lookup services=";
  private static final String NAME = "LookupBenchmark.%s services=%s";

  /** The parts of the table, as {@code --only} names them. */
  public enum Row {
    /** Lookups of a loaded service. */
    LOOKUP,
    /** The same with few and many services in the replica. */
    GROWTH,
    /** The first request of a service. */
    FIRST,
    /** What loaded and unloaded services weigh. */
    MEMORY,
    /** Changes of services that are not loaded. */
    FEED,
    /** A change's way to another node. */
    SPREAD
  }

  private final boolean quick;
  private final Rounds rounds;
  private final Report report;
  private final DataSettings settings;

  private CatalogTable(boolean quick, Rounds rounds, Report report) {
    this.quick = quick;
    this.rounds = rounds;
    this.report = report;
    this.settings = quick ? new DataSettings(SEED, 10_000, 30_000) : DataSettings.full(SEED);
  }

  /** Measures {@code rows} and prints them as they come. */
  public static void measure(Set<Row> rows, boolean quick, Rounds rounds, Report report) {
    CatalogTable table = new CatalogTable(quick, rounds, report);
    try {
      for (Row row : rows) {
        table.measure(row);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("bench catalog", e);
    }
  }

  private void measure(Row row) throws IOException {
    Population population = new Population(settings);
    switch (row) {
      case LOOKUP -> lookups();
      case GROWTH -> growth();
      case FIRST -> FirstRequests.measure(folder(settings), population, requests(), report);
      case MEMORY -> {
        Memory.loaded(folder(settings), population, quick ? 2000 : 100_000, report);
        Memory.unloaded(folder(few()), folder(settings), settings, report);
      }
      case FEED ->
          Feed.measure(folder(settings), population, quick ? 1 : 5, quick ? 1 : 10, report);
      case SPREAD ->
          Propagation.measure(
              DataFolder.empty("propagation"), quick ? 1 : 5, quick ? 50 : 1000, report);
    }
  }

  private FirstRequests.Size requests() {
    return quick ? new FirstRequests.Size(200, 1, 1000) : new FirstRequests.Size(2000, 5, 4000);
  }

  private Path folder(DataSettings which) {
    return DataFolder.prepare(which, DataFolder.parent(), report::note);
  }

  private static DataSettings few() {
    return new DataSettings(SEED, 10, 30);
  }

  private void lookups() {
    String services = Integer.toString(quick ? 1000 : 10_000);
    Measured measured =
        rounds.run("bench\\.catalog\\.LookupBenchmark\\.", Map.of("services", List.of(services)));
    Peer map =
        new Peer(
            "ConcurrentHashMap.get", measured.score(NAME.formatted("concurrentHashMap", services)));
    Peer cache =
        new Peer("Caffeine.getIfPresent", measured.score(NAME.formatted("caffeine", services)));
    String one = NAME.formatted("lookup", services);
    report.add(
        Figure.aimed(
                "lookup of a loaded service, 1 thread", measured.score(one), "ns", Goal.atMost(100))
            .beside(map, cache));
    report.add(
        Figure.aimed(
            "lookup of a loaded service, allocation",
            measured.allocated(one),
            "bytes",
            Goal.atMost(0.1)));
    report.add(
        Figure.aimed(
                "lookup of one service by 2 threads, throughput over 1 thread",
                gain(measured, "lookup", services),
                "×",
                Goal.atLeast(1.9))
            .beside(
                new Peer("ConcurrentHashMap.get", gain(measured, "concurrentHashMap", services)),
                new Peer("Caffeine.getIfPresent", gain(measured, "caffeine", services))));
    String decide = NAME.formatted("decide", services);
    report.add(Figure.plain("lookup and decision where to", measured.score(decide), "ns"));
    report.add(
        Figure.plain(
            "lookup and decision where to, allocation", measured.allocated(decide), "bytes"));
  }

  /** Operations of two threads together over those of one: twice the inverse ratio of times. */
  private static Sample gain(Measured measured, String method, String services) {
    double one = measured.score(NAME.formatted(method, services)).median();
    Sample two = measured.score(NAME.formatted(method + "ByTwo", services));
    return new Sample(two.rounds().stream().map(each -> 2 * one / each).toList());
  }

  private void growth() {
    List<String> sizes = quick ? List.of("10", "1000") : List.of("10", "10000", "1000000");
    Measured measured =
        rounds.run("bench\\.catalog\\.LookupBenchmark\\.lookup$", Map.of("services", sizes));
    Sample least = measured.score(LOOKUP + sizes.getFirst());
    for (String size : sizes.subList(1, sizes.size())) {
      Sample cost = measured.score(LOOKUP + size);
      report.add(
          Figure.aimed(
              "lookup with %s services over lookup with %s".formatted(size, sizes.getFirst()),
              new Sample(cost.rounds().stream().map(each -> each / least.median()).toList()),
              "×",
              Goal.atMost(1.05)));
    }
  }
}
