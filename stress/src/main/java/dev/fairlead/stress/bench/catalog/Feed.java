package dev.fairlead.stress.bench.catalog;

import dev.fairlead.gossip.replica.Statement;
import dev.fairlead.stress.bench.figure.Figure;
import dev.fairlead.stress.bench.figure.Goal;
import dev.fairlead.stress.bench.figure.Report;
import dev.fairlead.stress.bench.figure.Sample;
import dev.fairlead.stress.data.DataSettings;
import dev.fairlead.stress.data.Population;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;

/**
 * What changes of services that nobody here uses cost the catalog: the replica commits 50 000
 * changed instance rows a second, in transactions of 1000, while a thousand other services are
 * loaded; what counts is the processor time of the catalog's threads.
 *
 * <p>The changes are real commits: a transaction updates one column of 1000 rows that lie together.
 * If the machine commits fewer, the rate that was reached is printed, and the figure is scaled to
 * the full rate.
 */
final class Feed {
  private static final int RATE = 50_000;
  private static final int ROWS = 1000; // in a transaction
  private static final int LOADED = 1000;
  private static final int IN_FLIGHT = 8;
  private static final long MAX_BYTES = 256L << 20;
  private static final String THREADS = "catalog-";
  private static final String UPDATE =
      "UPDATE instance SET weight = 100 + ? WHERE rowid BETWEEN ? AND ?";
  private static final Goal SHARE = Goal.atMost(5);

  private final OpenCatalog open;
  private final long rows;
  private final Deque<CompletableFuture<?>> running = new ArrayDeque<>();
  private long transactions;

  private Feed(OpenCatalog open, long rows) {
    this.open = open;
    this.rows = rows;
  }

  /** Prints the share of one core, over {@code rounds} rounds of so many seconds. */
  static void measure(Path folder, Population population, int rounds, int seconds, Report report) {
    List<Double> rates = new ArrayList<>();
    Sample others =
        shares(folder, OpenCatalog.BYSTANDER, population, new Times(rounds, seconds), rates);
    report.add(Figure.plain("feed: changes committed", new Sample(rates), "rows/s"));
    String name = "feed of 50 000 changes/s of services not loaded: catalog's threads";
    report.add(Figure.aimed(name, others, "% of one core", SHARE));
    Sample own = shares(folder, DataSettings.NODE, population, new Times(rounds, seconds), rates);
    report.add(
        Figure.aimed(
            "the same, 1 in 100 of the changed rows owned here", own, "% of one core", SHARE));
  }

  private record Times(int rounds, int seconds) {}

  private static Sample shares(
      Path folder, String node, Population population, Times times, List<Double> rates) {
    List<Double> shares = new ArrayList<>();
    try (OpenCatalog open = new OpenCatalog(folder, MAX_BYTES, node);
        var reader = open.replica().newReader()) {
      for (int i = 0; i < Math.min(LOADED, population.size() / 10); i++) {
        var _ = open.load(population.host(i));
      }
      long last = reader.query("SELECT max(rowid) FROM instance", row -> row.integer(0)).getFirst();
      Feed feed = new Feed(open, last);
      var _ = feed.round(times.seconds());
      for (int i = 0; i < times.rounds(); i++) {
        Round round = feed.round(times.seconds());
        rates.add(round.rate());
        shares.add(100 * round.share() * RATE / round.rate());
      }
    }
    return new Sample(shares);
  }

  private record Round(double rate, double share) {}

  /** Rows in the second half of the table, so that none of the loaded services is touched. */
  private Round round(int seconds) {
    long start = System.nanoTime();
    long cpu = ThreadTimes.of(THREADS);
    int count = RATE / ROWS * seconds;
    for (int i = 0; i < count; i++) {
      LockSupport.parkNanos(
          start + (long) i * seconds * 1_000_000_000L / count - System.nanoTime());
      transaction();
    }
    running.forEach(CompletableFuture::join);
    running.clear();
    open.settle();
    double took = System.nanoTime() - start;
    return new Round(1e9 * count * ROWS / took, (ThreadTimes.of(THREADS) - cpu) / took);
  }

  private void transaction() {
    if (running.size() == IN_FLIGHT) {
      running.removeFirst().join();
    }
    long half = rows / 2;
    long first = half + transactions * ROWS % Math.max(1, half - ROWS);
    Statement update = Statement.of(UPDATE, 1 + transactions % 1000, first, first + ROWS - 1);
    transactions++;
    running.addLast(open.replica().transact(List.of(update)));
  }
}
