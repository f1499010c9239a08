package dev.fairlead.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.gossip.replica.Quarantined;
import dev.fairlead.gossip.replica.Replica;
import dev.fairlead.gossip.replica.ReplicaSettings;
import dev.fairlead.gossip.replica.Statement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A row that kills every process which reads it is traced, kept out, and let in again. */
@Timeout(120)
class QuarantinedChangeTest {
  private static final String POISON =
      "UPDATE service SET policy = '{\"retries\":4,\"debug_crash\":\"halt\"}' WHERE id = 'web'";

  private static final int KILLED = 137;

  @TempDir Path data;

  @BeforeEach
  void twoServices() {
    try (Replica replica = Replica.open(new ReplicaSettings(data, World.NODE, World.REGION))) {
      replica
          .transact(
              List.of(
                  Statement.of("INSERT INTO service(id, policy) VALUES ('web', '{\"retries\":3}')"),
                  Statement.of(
                      "INSERT INTO service(id, policy) VALUES ('api', '{\"retries\":1}')")))
          .join();
    }
  }

  @Test
  void poisonedRowIsTracedServedAsBeforeAndServedAgainWhenLifted() throws Exception {
    assertEquals(0, run(""));
    assertEquals("3 3 1", served());
    assertEquals(KILLED, run(POISON));
    Files.delete(data.resolve("journal")); // the next process begins another, and only loads
    assertEquals(KILLED, run(""));
    String last = Files.readAllLines(data.resolve("journal")).getLast();
    assertTrue(last.startsWith("LOAD ") && last.endsWith(" service [web]"), last);
    String id = last.split(" ")[1];
    assertEquals(0, run("UPDATE service SET policy = '{\"retries\":2}' WHERE id = 'api'", id));
    assertEquals("3 3 2", served());
    assertEquals(0, run("")); // the quarantine outlives a restart, and the image holds no poison
    assertEquals("3 3 2", served());
    assertEquals(0, run("UPDATE service SET policy = '{\"retries\":5}' WHERE id = 'web'"));
    assertEquals("3 5 2", served());
  }

  @Test
  void liftedChangeIsServedAtOnce() throws Exception {
    assertEquals(KILLED, run(POISON));
    String id = Files.readAllLines(data.resolve("journal")).getLast().split(" ")[1];
    assertEquals(0, run("", id));
    try (World world = new World(data)) { // not for drills: the key means nothing here
      assertEquals(3, world.view("web").policy().retries());
      Quarantined held = world.replica.quarantined().getFirst();
      assertEquals(id, held.id().toString());
      assertEquals(Quarantined.Served.PREVIOUS, held.served());
      assertTrue(world.replica.lift(held.id()).get(30, TimeUnit.SECONDS));
      world.settle();
      assertEquals(4, world.view("web").policy().retries());
    }
  }

  @Test
  void imageFromBeforeTheQuarantineIsNotAskedForItsRows() throws Exception {
    try (World world = new World(data)) {
      world.catalog.close();
      world.sql("UPDATE service SET policy = '{\"retries\":4}' WHERE id = 'web'");
      world.catalog = Catalog.open(imaged(), world.replica, world.membership);
      assertEquals(4, world.view("web").policy().retries());
    }
    String id;
    try (Replica replica = Replica.open(new ReplicaSettings(data, World.NODE, World.REGION))) {
      var own = replica.vector().streams().entrySet().iterator().next();
      id = own.getKey().origin() + "/world/" + own.getValue().head();
    }
    assertEquals(0, run("", id));
    assertEquals("3 3 1", served());
  }

  private CatalogSettings imaged() {
    return new CatalogSettings(
        World.NODE,
        World.REGION,
        64 << 20,
        Duration.ofHours(1),
        Map.of(),
        data.resolve("catalog.image"));
  }

  private String served() throws IOException {
    return Files.readString(data.resolve("served"));
  }

  private int run(String sql, String... quarantine) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                PoisonedNode.class.getName(),
                data.toString(),
                sql));
    command.addAll(List.of(quarantine));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(data.resolve("output").toFile())
            .start();
    try {
      assertTrue(process.waitFor(60, TimeUnit.SECONDS), () -> output());
      int status = process.exitValue();
      assertTrue(status == 0 || status == KILLED, () -> output());
      return status;
    } finally {
      process.destroyForcibly();
    }
  }

  private String output() {
    try {
      return Files.readString(data.resolve("output"));
    } catch (IOException e) {
      return e.toString();
    }
  }
}
