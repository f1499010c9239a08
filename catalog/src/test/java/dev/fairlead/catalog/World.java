package dev.fairlead.catalog;

import dev.fairlead.gossip.replica.Replica;
import dev.fairlead.gossip.replica.ReplicaReader;
import dev.fairlead.gossip.replica.ReplicaSettings;
import dev.fairlead.gossip.replica.Statement;
import dev.fairlead.gossip.swim.Member;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assertions;

/** A replica file, a membership and a catalog of node {@code waw-1} in region {@code waw}. */
final class World implements AutoCloseable {
  static final String NODE = "waw-1";
  static final String REGION = "waw";
  static final long LIMIT_SECONDS = 30;

  final Replica replica;
  final TestMembership membership = new TestMembership(NODE, REGION);
  Catalog catalog;

  World(Path data) {
    this(data, 64 << 20);
  }

  World(Path data, long maxBytes) {
    replica = Replica.open(new ReplicaSettings(data, NODE, REGION));
    membership.set("waw-2", REGION, Member.State.ALIVE, null);
    catalog = Catalog.open(settings(maxBytes), replica, membership);
  }

  static CatalogSettings settings(long maxBytes) {
    return new CatalogSettings(NODE, REGION, maxBytes, Duration.ofHours(1), Map.of());
  }

  void sql(String sql, Object... parameters) {
    transact(Statement.of(sql, parameters));
  }

  void transact(Statement... statements) {
    replica.transact(List.of(statements)).orTimeout(LIMIT_SECONDS, TimeUnit.SECONDS).join();
  }

  void service(String id) {
    sql("INSERT INTO service(id) VALUES (?)", id);
  }

  void route(String id, String service, String host, String path, int port) {
    sql(
        "INSERT INTO route(id, service, host, path, port) VALUES (?, ?, ?, ?, ?)",
        id,
        service,
        host,
        path,
        (long) port);
  }

  void instance(String id, String service, String node, int port) {
    sql(
        "INSERT INTO instance(id, service, node, endpoint) VALUES (?, ?, ?, ?)",
        id,
        service,
        node,
        "127.0.0.1:" + port);
  }

  /** Asks until the answer is no longer {@code Loading}. */
  Lookup lookup(String host, String path, int port) {
    while (true) {
      Lookup answer = catalog.lookup(host, path, port);
      if (!(answer instanceof Lookup.Loading loading)) {
        return answer;
      }
      loading.done().orTimeout(LIMIT_SECONDS, TimeUnit.SECONDS).join();
    }
  }

  ServiceView view(String service) {
    while (true) {
      switch (catalog.service(service)) {
        case Lookup.Found found -> {
          return found.view();
        }
        case Lookup.Loading loading ->
            loading.done().orTimeout(LIMIT_SECONDS, TimeUnit.SECONDS).join();
        case Lookup.Unknown _ -> throw new AssertionError("unknown: " + service);
      }
    }
  }

  /** Ids of the instances that can take traffic. */
  static List<String> routable(ServiceView view) {
    return ids(view, 0, view.instances().routable());
  }

  /** Ids of the instances whose row forbids traffic. */
  static List<String> unroutable(ServiceView view) {
    return ids(view, view.instances().routable(), view.instances().owned());
  }

  /** Ids of the instances whose node is not alive. */
  static List<String> ownerless(ServiceView view) {
    return ids(view, view.instances().owned(), view.instances().size());
  }

  private static List<String> ids(ServiceView view, int from, int to) {
    return IntStream.range(from, to).mapToObj(view.instances()::id).toList();
  }

  /** Waits until the catalog writer has taken in all that was committed or announced before. */
  void settle() {
    replica.ping().orTimeout(LIMIT_SECONDS, TimeUnit.SECONDS).join();
    catalog.ping().orTimeout(LIMIT_SECONDS, TimeUnit.SECONDS).join();
  }

  /** Waits for something that other threads bring about. */
  static void until(String what, BooleanSupplier holds) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
    while (!holds.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        Assertions.fail("not within " + LIMIT_SECONDS + " s: " + what);
      }
      Thread.yield();
    }
  }

  List<String> rows(String sql) {
    try (ReplicaReader reader = replica.newReader()) {
      return reader.query(
          sql,
          row -> {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < row.columns().size(); i++) {
              line.append(i == 0 ? "" : " ").append(row.value(i));
            }
            return line.toString();
          });
    }
  }

  @Override
  public void close() {
    catalog.close();
    replica.close();
  }
}
