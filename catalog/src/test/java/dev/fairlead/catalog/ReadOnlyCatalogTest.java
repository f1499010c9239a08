package dev.fairlead.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.gossip.replica.FollowedReplica;
import dev.fairlead.gossip.replica.Replica;
import dev.fairlead.gossip.replica.ReplicaSettings;
import dev.fairlead.gossip.replica.Statement;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A catalog routes while another process writes the replica, and may take over from there. */
@Timeout(60)
class ReadOnlyCatalogTest {
  @TempDir Path data;
  private World world;
  private FollowedReplica followed;

  @BeforeEach
  void serviceOfTwo() {
    world = new World(data);
    world.catalog.close();
    world.service("web");
    world.route("r1", "web", "a.example.com", "/", 0);
    world.instance("i1", "web", World.NODE, 8001);
    world.instance("i2", "web", "waw-2", 8002);
    readOnly();
  }

  private void readOnly() {
    followed = FollowedReplica.open(new ReplicaSettings(data, World.NODE, World.REGION));
    world.catalog = Catalog.openReadOnly(settings(), followed, world.membership);
  }

  private CatalogSettings settings() {
    return new CatalogSettings(
        World.NODE,
        World.REGION,
        64 << 20,
        Duration.ofHours(1),
        Map.of(),
        data.resolve("catalog.image"));
  }

  @AfterEach
  void close() {
    world.close();
    followed.close();
  }

  private void takeIn() {
    followed.ping().orTimeout(World.LIMIT_SECONDS, TimeUnit.SECONDS).join();
    world.catalog.ping().orTimeout(World.LIMIT_SECONDS, TimeUnit.SECONDS).join();
  }

  private List<String> routable() {
    return World.routable(world.view("web"));
  }

  private boolean isPresenceTold() {
    return !world.rows("SELECT 1 FROM presence WHERE node = 'waw-1'").isEmpty();
  }

  @Test
  void commitsOfTheWriterReachWhatIsLoaded() {
    assertInstanceOf(Lookup.Found.class, world.lookup("a.example.com", "/", 80));
    assertEquals(List.of("i1", "i2"), routable());
    world.sql("DELETE FROM instance WHERE id = 'i1'");
    world.sql("UPDATE route SET host = 'b.example.com' WHERE id = 'r1'");
    takeIn();
    assertEquals(List.of("i2"), routable());
    assertInstanceOf(Lookup.Unknown.class, world.lookup("a.example.com", "/", 80));
    assertInstanceOf(Lookup.Found.class, world.lookup("b.example.com", "/", 80));
  }

  @Test
  void neitherPresenceNorImageIsWrittenBeforeItOwns() {
    assertEquals(List.of("i1", "i2"), routable());
    takeIn();
    world.catalog.close();
    assertFalse(isPresenceTold());
    assertFalse(Files.exists(data.resolve("catalog.image")));
  }

  @Test
  void takingOverKeepsWhatIsLoadedAndBeginsToPublish() {
    ServiceView before = world.view("web");
    world.catalog.own(world.replica);
    followed.close();
    assertSame(before, world.view("web"));
    World.until("presence is told", this::isPresenceTold);
    world.instance("i3", "web", "waw-2", 8003);
    world.settle();
    assertEquals(List.of("i1", "i2", "i3"), routable());
    world.catalog.close();
    assertTrue(Files.exists(data.resolve("catalog.image")));
  }

  @Test
  void noCommitIsLostWhileItTakesOverAndHandsOver() throws Exception {
    assertEquals(List.of("i1", "i2"), routable());
    Thread client =
        Thread.ofPlatform()
            .start(() -> {
              for (int i = 0; i < 300; i++) {
                world.instance("x" + i, "web", World.NODE, 9000 + i);
              }
            });
    world.catalog.own(world.replica);
    FollowedReplica first = followed;
    first.close();
    followed = FollowedReplica.open(new ReplicaSettings(data, World.NODE, World.REGION));
    world.catalog.follow(followed);
    client.join();
    takeIn();
    assertEquals(302, routable().size());
  }

  @Test
  void afterAHandoverItSeesWhatTheNextProcessWrites() {
    world.catalog.own(world.replica);
    followed.close();
    assertEquals(List.of("i1", "i2"), routable());
    followed = FollowedReplica.open(new ReplicaSettings(data, World.NODE, World.REGION));
    world.catalog.follow(followed);
    world.replica.release();
    try (Replica next = Replica.open(new ReplicaSettings(data, World.NODE, World.REGION))) {
      next.transact(List.of(Statement.of("DELETE FROM instance WHERE id = 'i2'"))).join();
      takeIn();
      assertEquals(List.of("i1"), routable());
    }
  }

  @Test
  void theImageAnswersButForWhatWasChangedSince() {
    world.service("api");
    world.instance("i9", "api", World.NODE, 8009);
    world.catalog.close();
    followed.close();
    world.catalog = Catalog.open(settings(), world.replica, world.membership);
    assertEquals(List.of("i1", "i2"), routable());
    assertEquals(1, world.view("api").instances().routable());
    world.settle();
    World.until("presence is told", this::isPresenceTold);
    world.settle();
    world.catalog.close(); // writes the image
    world.sql("DELETE FROM instance WHERE id = 'i2'");
    readOnly();
    assertInstanceOf(Lookup.Found.class, world.catalog.service("api"));
    assertInstanceOf(Lookup.Loading.class, world.catalog.service("web"));
    assertEquals(List.of("i1"), routable());
  }

  @Test
  void imageIsKnownToBeBehindWhatIsCommittedWhileItIsServed() {
    theImageAnswersButForWhatWasChangedSince();
    world.sql("UPDATE service SET policy = '{\"retries\":3}' WHERE id = 'api'");
    takeIn();
    assertEquals(3, world.view("api").policy().retries());
  }
}
