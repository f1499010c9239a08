package dev.fairlead.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.catalog.model.InstanceRow;
import dev.fairlead.catalog.model.RegionPresence;
import dev.fairlead.gossip.change.Version;
import dev.fairlead.gossip.replica.Replica;
import dev.fairlead.gossip.replica.ReplicaSettings;
import dev.fairlead.gossip.replica.Statement;
import dev.fairlead.gossip.swim.Member;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A row one node wrote and another changed: the change may arrive first, and then the row must not
 * be used with defaults in place of what is still under way.
 */
@Timeout(120)
class CompleteOrAbsentTest {
  @TempDir Path data;

  private World world;
  private Writer first;
  private Writer second;

  /** Another node's replica, with the versions it wrote. */
  private static final class Writer implements AutoCloseable {
    private final Replica replica;
    private final List<Version> written = new ArrayList<>();

    Writer(Path data, String node, String region) throws IOException {
      Files.createDirectories(data);
      replica = Replica.open(new ReplicaSettings(data, node, region));
      replica.subscribeToLocalVersions(written::addAll);
    }

    void sql(String sql) {
      done(replica.transact(List.of(Statement.of(sql))));
    }

    void hear(Writer other) {
      done(replica.merge(List.copyOf(other.written)));
    }

    @Override
    public void close() {
      replica.close();
    }
  }

  private static void done(CompletableFuture<?> future) {
    future.orTimeout(World.LIMIT_SECONDS, TimeUnit.SECONDS).join();
  }

  @BeforeEach
  void open() throws IOException {
    world = new World(Files.createDirectories(data.resolve("here")));
    first = new Writer(data.resolve("first"), "waw-2", World.REGION);
    second = new Writer(data.resolve("second"), "waw-3", World.REGION);
  }

  @AfterEach
  void close() {
    world.close();
    first.close();
    second.close();
  }

  private void arrive(Writer writer) {
    done(world.replica.merge(List.copyOf(writer.written)));
    world.settle();
  }

  @Test
  void instanceIsUsedOnceAllOfItArrived() {
    world.service("shop");
    first.sql(
        "INSERT INTO instance(id, service, endpoint, weight, hard)"
            + " VALUES ('i', 'old', '127.0.0.1:1', 7, 3)");
    second.hear(first);
    second.sql("UPDATE instance SET service = 'shop', endpoint = '127.0.0.1:2' WHERE id = 'i'");

    arrive(second);
    assertEquals(0, world.view("shop").instances().size());
    List<String> remarks = world.catalog.loadedServices().getFirst().remarks();
    assertEquals(List.of("instance 'i': not all of its columns have arrived"), remarks);
    assertEquals(0, world.catalog.status().malformedRows());

    arrive(first);
    InstanceRow row = world.view("shop").instances().row(0);
    assertEquals(2, row.endpoint().getPort());
    assertEquals(7, row.weight());
    assertEquals(3, row.hard());
    assertEquals("waw-2", row.node());
  }

  @Test
  void serviceIsKnownOnceAllOfItArrived() {
    first.sql("INSERT INTO service(id, protocol) VALUES ('shop', 'tcp')");
    second.hear(first);
    second.sql("UPDATE service SET policy = '{\"retries\": 1}' WHERE id = 'shop'");

    arrive(second);
    assertTrue(loaded() instanceof Lookup.Unknown);

    arrive(first);
    assertEquals("tcp", world.view("shop").protocol());
    assertEquals(1, world.view("shop").policy().retries());
  }

  private Lookup loaded() {
    Lookup answer = world.catalog.service("shop");
    while (answer instanceof Lookup.Loading loading) {
      done(loading.done());
      answer = world.catalog.service("shop");
    }
    return answer;
  }

  @Test
  void routeLeadsSomewhereOnceAllOfItArrived() {
    world.service("shop");
    first.sql(
        "INSERT INTO route(id, service, host, path) VALUES ('r', 'old', 'a.test', '/private')");
    second.hear(first);
    second.sql("UPDATE route SET service = 'shop', host = 'b.test' WHERE id = 'r'");

    arrive(second);
    assertInstanceOf(Lookup.Unknown.class, world.lookup("b.test", "/", 80));
    assertInstanceOf(Lookup.Unknown.class, world.lookup("b.test", "/private", 80));

    arrive(first);
    assertInstanceOf(Lookup.Found.class, world.lookup("b.test", "/private", 80));
    assertInstanceOf(Lookup.Unknown.class, world.lookup("b.test", "/", 80));
  }

  @Test
  void presenceCountsOnceAllOfItArrived() {
    world.service("shop");
    world.membership.set("ams-1", "ams", Member.State.ALIVE, null);
    first.sql(
        "INSERT INTO presence(service, node, region, routable, pressure)"
            + " VALUES ('shop', 'ams-1', 'nrt', 5, 'full')");
    second.hear(first);
    second.sql("UPDATE presence SET region = 'ams', routable = 6");

    arrive(second);
    assertEquals(List.of(), world.view("shop").elsewhere());

    arrive(first);
    RegionPresence ams = world.view("shop").elsewhere().getFirst();
    assertEquals("ams 6 FULL", ams.region() + " " + ams.routable() + " " + ams.pressure());
  }

  @Test
  void ownInstanceIsToldToTheWorldOnceAllOfItArrived() {
    first.sql(
        "INSERT INTO instance(id, service, endpoint, state)"
            + " VALUES ('i', 'shop', '127.0.0.1:1', 'down')");
    second.hear(first);
    second.sql(
        "UPDATE instance SET service = 'blog', endpoint = '127.0.0.1:2', node = '"
            + World.NODE
            + "'");

    String said = "SELECT service, routable FROM presence WHERE node = '" + World.NODE + "'";
    arrive(second);
    World.until("it is told", () -> world.rows(said).equals(List.of("blog 0")));

    second.hear(first);
    second.sql("UPDATE instance SET state = 'up'");
    arrive(second);
    assertEquals(List.of("blog 0"), world.rows(said));
    arrive(first);
    World.until("it is told", () -> world.rows(said).equals(List.of("blog 1")));
  }
}
