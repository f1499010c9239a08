package dev.fairlead.catalog;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.catalog.model.Instance;
import dev.fairlead.gossip.replica.Replica;
import dev.fairlead.gossip.replica.ReplicaSettings;
import dev.fairlead.gossip.replica.Statement;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class PresenceTest {
  @TempDir Path data;

  @Test
  void presenceFollowsTheOwnInstances() {
    try (World world = new World(data)) {
      world.instance("a", "shop", World.NODE, 9001);
      world.instance("b", "shop", World.NODE, 9002);
      world.instance("other", "shop", "waw-2", 9003);
      world.sql("INSERT INTO instance(id, service, endpoint) VALUES ('bad', 'shop', 'nowhere')");
      awaitPresence(world, "shop waw-1 waw 2 low");

      world.sql("UPDATE instance SET health = 'failing' WHERE id = 'a'");
      awaitPresence(world, "shop waw-1 waw 1 low");

      world.sql("UPDATE instance SET node = 'waw-2' WHERE id = 'b'");
      awaitPresence(world, "shop waw-1 waw 0 low");

      world.sql("DELETE FROM instance WHERE id IN ('a', 'bad')");
      awaitPresence(world);

      world.sql("UPDATE instance SET service = 'blog', node = ? WHERE id = 'b'", World.NODE);
      awaitPresence(world, "blog waw-1 waw 1 low");
    }
  }

  @Test
  void rowsOfAnEarlierLifeAreReconciled() {
    try (Replica replica = Replica.open(new ReplicaSettings(data, World.NODE, World.REGION))) {
      replica
          .transact(
              List.of(
                  Statement.of("INSERT INTO presence VALUES ('gone', 'waw-1', 'waw', 3, 'low')"),
                  Statement.of("INSERT INTO presence VALUES ('shop', 'waw-1', 'waw', 3, 'full')"),
                  Statement.of("INSERT INTO presence VALUES ('shop', 'ams-1', 'ams', 3, 'low')"),
                  Statement.of(
                      "INSERT INTO instance(id, service, endpoint)"
                          + " VALUES ('a', 'shop', '127.0.0.1:1')")))
          .join();
    }
    try (World world = new World(data)) {
      awaitPresence(world, "shop ams-1 ams 3 low", "shop waw-1 waw 1 low");
    }
  }

  @Test
  void rowThatSomebodyElseChangedIsPutRight() {
    try (World world = new World(data)) {
      world.instance("a", "shop", World.NODE, 9001);
      awaitPresence(world, "shop waw-1 waw 1 low");
      world.sql("DELETE FROM presence");
      awaitPresence(world, "shop waw-1 waw 1 low");
    }
  }

  @Test
  void pressureRisesWithWhatIsInFlightAndFallsAgain() {
    try (World world = new World(data)) {
      world.service("shop");
      world.sql(
          "INSERT INTO instance(id, service, endpoint, soft, hard)"
              + " VALUES ('a', 'shop', '127.0.0.1:1', 1, 2)");
      awaitPresence(world, "shop waw-1 waw 1 low");
      Instance instance = world.view("shop").instances().get(0);
      assertTrue(instance.load().tryAcquire(2));
      awaitPresence(world, "shop waw-1 waw 1 high");
      assertTrue(instance.load().tryAcquire(2));
      awaitPresence(world, "shop waw-1 waw 1 full");
      instance.load().release();
      instance.load().release();
      awaitPresence(world, "shop waw-1 waw 1 low");
    }
  }

  private static void awaitPresence(World world, String... rows) {
    String sql = "SELECT service, node, region, routable, pressure FROM presence ORDER BY 1, 2";
    World.until("presence is " + List.of(rows), () -> world.rows(sql).equals(List.of(rows)));
  }
}
