package dev.fairlead.stress.bench.catalog;

import dev.fairlead.catalog.Catalog;
import dev.fairlead.catalog.CatalogSettings;
import dev.fairlead.catalog.Lookup;
import dev.fairlead.gossip.GossipNode;
import dev.fairlead.gossip.GossipSettings;
import dev.fairlead.gossip.replica.ReplicaSettings;
import dev.fairlead.gossip.replica.Statement;
import dev.fairlead.gossip.swim.Address;
import dev.fairlead.stress.bench.figure.Figure;
import dev.fairlead.stress.bench.figure.Goal;
import dev.fairlead.stress.bench.figure.Report;
import dev.fairlead.stress.bench.figure.Sample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/**
 * How long a change takes from the write on one node until another routes by it: three nodes with
 * catalogs in this JVM, one region, loopback, no keys. An instance's endpoint changes on the first
 * node every 5 ms at most; the second node's catalog is asked every 20 µs.
 */
final class Propagation implements AutoCloseable {
  private static final String HOST = "moving.fleet.example";
  private static final Duration IDLE = Duration.ofHours(1);
  private static final long MAX_BYTES = 64L << 20;
  private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(30);
  private static final long GAP_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
  private static final long LOOK_NANOS = 20_000;
  private static final int FIRST_PORT = 10_000;
  private static final double MILLIS = 1e6;

  private final List<GossipNode> nodes = new ArrayList<>();
  private final List<Catalog> catalogs = new ArrayList<>();
  private int port = FIRST_PORT;

  private Propagation() {}

  /** Prints percentiles over {@code rounds} rounds of {@code changes} changes. */
  static void measure(Path folder, int rounds, int changes, Report report) throws IOException {
    try (Propagation fleet = new Propagation()) {
      for (int i = 0; i < 3; i++) {
        fleet.start("waw-%d".formatted(i), Files.createDirectories(folder.resolve("n" + i)));
      }
      fleet.begin();
      var _ = fleet.round(changes / 5);
      List<Double> p50 = new ArrayList<>();
      List<Double> p99 = new ArrayList<>();
      for (int i = 0; i < rounds; i++) {
        Histogram nanos = fleet.round(changes);
        p50.add(nanos.getValueAtPercentile(50) / MILLIS);
        p99.add(nanos.getValueAtPercentile(99) / MILLIS);
      }
      String name = "change written on one node → used on another, ";
      report.add(Figure.aimed(name + "p50", new Sample(p50), "ms", Goal.atMost(20)));
      report.add(Figure.aimed(name + "p99", new Sample(p99), "ms", Goal.atMost(100)));
    }
  }

  private void start(String name, Path data) {
    List<Address> others = nodes.stream().map(GossipNode::gossipAddress).toList();
    GossipNode node =
        GossipNode.start(
            new GossipSettings(
                new ReplicaSettings(data, name, "waw"),
                new GossipSettings.Cluster("bench"),
                new GossipSettings.Reach(new GossipSettings.Bind("127.0.0.1", 0)),
                others,
                GossipSettings.Profile.LOCAL));
    nodes.add(node);
    catalogs.add(
        Catalog.open(
            new CatalogSettings(name, "waw", MAX_BYTES, IDLE, Map.of()),
            node.replica(),
            node.membership()));
  }

  private void begin() {
    write("INSERT OR IGNORE INTO service(id) VALUES ('moving')");
    write("INSERT OR IGNORE INTO route(id, service, host) VALUES ('moving', 'moving', ?)", HOST);
    write("DELETE FROM instance");
    write("INSERT INTO instance(id, service, endpoint) VALUES ('mover', 'moving', ?)", endpoint());
    awaitPort();
  }

  private String endpoint() {
    return "127.0.0.1:" + port;
  }

  private void write(String sql, Object... parameters) {
    nodes
        .getFirst()
        .replica()
        .transact(List.of(Statement.of(sql, parameters)))
        .orTimeout(LIMIT_NANOS, TimeUnit.NANOSECONDS)
        .join();
  }

  /** From the call of the write until the other answers the new endpoint, in nanoseconds. */
  private Histogram round(int changes) {
    Histogram nanos = new Histogram(3);
    for (int i = 0; i < changes; i++) {
      port = port == 60_000 ? FIRST_PORT : port + 1;
      long start = System.nanoTime();
      write("UPDATE instance SET endpoint = ? WHERE id = 'mover'", endpoint());
      awaitPort();
      nanos.recordValue(System.nanoTime() - start);
      LockSupport.parkNanos(start + GAP_NANOS - System.nanoTime());
    }
    return nanos;
  }

  private void awaitPort() {
    long deadline = System.nanoTime() + LIMIT_NANOS;
    while (!routesToPort(catalogs.get(1).lookup(HOST, "/", OpenCatalog.PORT))) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("the change did not arrive: port " + port);
      }
      LockSupport.parkNanos(LOOK_NANOS);
    }
  }

  private boolean routesToPort(Lookup answer) {
    return answer instanceof Lookup.Found found
        && Views.firstRoutable(found.view()) instanceof Integer first
        && first == port;
  }

  @Override
  public void close() {
    catalogs.forEach(Catalog::close);
    nodes.forEach(GossipNode::close);
  }
}
