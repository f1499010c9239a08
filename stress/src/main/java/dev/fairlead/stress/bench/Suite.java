package dev.fairlead.stress.bench;

import dev.fairlead.stress.bench.balance.ChoiceTable;
import dev.fairlead.stress.bench.catalog.CatalogTable;
import dev.fairlead.stress.bench.figure.Report;
import dev.fairlead.stress.bench.image.ImageTable;
import dev.fairlead.stress.bench.lock.LockTable;
import dev.fairlead.stress.bench.proxy.Plan;
import dev.fairlead.stress.bench.proxy.ProxyBench;
import dev.fairlead.stress.bench.proxy.Row;
import dev.fairlead.stress.bench.proxy.Row.Table;
import dev.fairlead.stress.bench.start.NodeStart;
import dev.fairlead.stress.bench.watchdog.Fault;
import dev.fairlead.stress.bench.watchdog.WatchdogTable;
import dev.fairlead.stress.data.DataFolder;
import dev.fairlead.stress.node.Launch;
import dev.fairlead.stress.soak.Soak;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What {@code ./fairlead bench NAME} can run. */
enum Suite {
  /** The catalog's lock against those of the JDK. */
  LOCK("the catalog's lock against ReentrantReadWriteLock, StampedLock and synchronized"),
  /** Lookups, loads, memory, the feed, growth, propagation. */
  CATALOG("lookups, first requests, memory, feed, growth, change to other node"),
  /** The mapped file a restarted node routes from. */
  IMAGE("the catalog's image: write, open, look up; node start to first routed request"),
  /** Choosing an instance. */
  BALANCE("choosing an instance by each way to balance, of few and of many"),
  /** A supervised node, broken under load. */
  WATCHDOG("a node broken under load in every way: time to verdict and to the next answer"),
  /** HTTP/1.1 beside other proxies. */
  HTTP("HTTP/1.1 beside HAProxy, nginx and whoever is installed: time, latency, bodies, growth"),
  /** TLS beside other proxies. */
  TLS("TLS 1.3 handshakes, resumptions and requests beside other proxies"),
  /** TCP beside other proxies. */
  TCP("the TCP relay beside other proxies: small messages and long streams"),
  /** Idle connections beside other proxies. */
  IDLE("memory of idle connections, plain and TLS, beside other proxies"),
  /** A node's long day. */
  SOAK(
      "a node under mixed load while all around it changes, --for 30m; exit code 1 if it is not well");

  private final String about;

  Suite(String about) {
    this.about = about;
  }

  /** The word on the command line. */
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  String about() {
    return about;
  }

  /** Runs it, printing figures as they come. */
  void run(BenchSettings settings, Report report) {
    switch (this) {
      case LOCK -> LockTable.measure(settings.quick(), settings.jmh(), report);
      case IMAGE -> {
        ImageTable.measure(settings.quick(), settings.jmh(), report);
        int starts = settings.quick() ? 2 : 5;
        NodeStart.measure(settings.launcher(), settings.data(), starts, report);
      }
      case BALANCE -> ChoiceTable.measure(settings.quick(), settings.jmh(), report);
      case CATALOG ->
          CatalogTable.measure(rows(settings.only()), settings.quick(), settings.jmh(), report);
      case WATCHDOG -> watchdog(settings, report);
      case HTTP -> proxy(Table.HTTP, settings, report);
      case TLS -> proxy(Table.TLS, settings, report);
      case TCP -> proxy(Table.TCP, settings, report);
      case IDLE -> proxy(Table.IDLE, settings, report);
      case SOAK -> soak(settings, report);
    }
  }

  private static void proxy(Table table, BenchSettings settings, Report report) {
    Plan plan =
        new Plan(
            table,
            chosen(table.rows(), Row::word, settings.only(), table.word()),
            settings.turns(),
            settings.quick(),
            settings.seed());
    try {
      ProxyBench.measure(plan, settings.launcher(), report);
    } catch (IOException e) {
      throw new UncheckedIOException("bench " + table.word(), e);
    }
  }

  private static void soak(BenchSettings settings, Report report) {
    try {
      Path folder = Files.createTempDirectory("fairlead"); // short: it holds a socket
      List<String> problems =
          new Soak(folder, settings.seed(), settings.time(), report.out()).run(Launch.installed());
      if (!problems.isEmpty()) {
        problems.forEach(problem -> report.note("WRONG: " + problem));
        throw new NotWell("log and evidence: " + folder);
      }
      DataFolder.delete(folder);
    } catch (IOException e) {
      throw new UncheckedIOException("bench soak", e);
    }
  }

  private static void watchdog(BenchSettings settings, Report report) {
    WatchdogTable.Plan plan =
        new WatchdogTable.Plan(
            chosen(EnumSet.allOf(Fault.class), Fault::word, settings.only(), "watchdog"),
            settings.spares(),
            settings.faultRounds(),
            settings.seed());
    try {
      Path file = DataFolder.parent().resolveSibling("bench-watchdog.jsonl");
      WatchdogTable.measure(plan, file, Launch.installed(), report);
    } catch (IOException e) {
      throw new UncheckedIOException("bench watchdog", e);
    }
  }

  private static Set<CatalogTable.Row> rows(List<String> only) {
    return chosen(
        EnumSet.allOf(CatalogTable.Row.class),
        row -> row.name().toLowerCase(Locale.ROOT),
        only,
        "catalog");
  }

  /** Those of {@code all} whose words were said; all if none was. */
  private static <E extends Enum<E>> Set<E> chosen(
      Set<E> all, Function<E, String> word, List<String> said, String table) {
    Set<String> known = all.stream().map(word).collect(Collectors.toCollection(TreeSet::new));
    for (String one : said) {
      if (!known.contains(one)) {
        throw new NoSuchRow("bench %s has no row '%s'; it has %s".formatted(table, one, known));
      }
    }
    if (!said.isEmpty()) {
      all.removeIf(row -> !said.contains(word.apply(row)));
    }
    return all;
  }
}
