package dev.fairlead.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.catalog.image.ImageIdentity;
import dev.fairlead.catalog.image.ImageWriter;
import dev.fairlead.catalog.image.Part;
import dev.fairlead.catalog.load.OlderStatus;
import dev.fairlead.gossip.change.Scope;
import dev.fairlead.gossip.change.SiteId;
import dev.fairlead.gossip.change.Stream;
import dev.fairlead.gossip.change.VersionRange;
import dev.fairlead.gossip.change.VersionVector;
import dev.fairlead.gossip.replica.Statement;
import dev.fairlead.gossip.swim.Member;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A restarted catalog answers from its image, and never older data than a commit it processed. */
@Timeout(60)
class ImageRestartTest {
  private static final String HOST = "a.example.com";

  @TempDir Path data;
  private final AtomicLong nanos = new AtomicLong();
  private World world;

  @BeforeEach
  void loadedOnce() {
    world = new World(data);
    world.sql("INSERT INTO service(id, policy) VALUES ('web', '{\"retries\":5}')");
    world.route("r1", "web", HOST, "/", 0);
    world.instance("i1", "web", World.NODE, 8001);
    world.instance("i2", "web", "waw-2", 8002);
    world.sql(
        "INSERT INTO presence(service, node, region, routable) VALUES ('web', 'ams-1', 'ams', 3)");
    world.membership.set("ams-1", "ams", Member.State.ALIVE, Duration.ofMillis(20));
    World.until("presence is told", this::isPresenceTold); // a commit of its own, when it likes
    restart();
    found();
    world.settle();
  }

  private boolean isPresenceTold() {
    return world
        .rows("SELECT routable FROM presence WHERE service = 'web' AND node = 'waw-1'")
        .equals(List.of("1"));
  }

  @AfterEach
  void close() {
    world.close();
  }

  private Path image() {
    return data.resolve("catalog.image");
  }

  private void restart() {
    world.catalog.close();
    open();
  }

  private void open() {
    open(world.membership);
  }

  private void open(TestMembership membership) {
    CatalogSettings settings =
        new CatalogSettings(
            World.NODE, World.REGION, 64 << 20, Duration.ofHours(1), Map.of(), image());
    world.catalog = Catalog.open(settings, world.replica, membership, nanos::get);
  }

  private ServiceView found() {
    return assertInstanceOf(Lookup.Found.class, world.lookup(HOST, "/", 80)).view();
  }

  private ServiceView atOnce() {
    return assertInstanceOf(Lookup.Found.class, world.catalog.lookup(HOST, "/", 80)).view();
  }

  private void assertNotAnsweredAtOnce() {
    assertInstanceOf(Lookup.Loading.class, world.catalog.lookup(HOST, "/", 80));
  }

  private static List<String> ids(ServiceView view) {
    return IntStream.range(0, view.instances().routable()).mapToObj(view.instances()::id).toList();
  }

  private OlderStatus services() {
    return world.catalog.status().image().services();
  }

  private OlderStatus hosts() {
    return world.catalog.status().image().hosts();
  }

  private static boolean isVerified(OlderStatus part) {
    return part.verified() == 1 && part.unverified() == 0 && part.differed() == 0;
  }

  @Test
  void theFirstLookupAfterARestartIsAnsweredAtOnce() {
    ServiceView before = found();
    restart();
    ServiceView view = atOnce();
    assertEquals(before.instances(), view.instances());
    assertEquals(before.policy(), view.policy());
    assertEquals(before.elsewhere(), view.elsewhere());
  }

  @Test
  void whatWasAnsweredIsVerified() {
    restart();
    ServiceView view = atOnce();
    World.until("verified", () -> isVerified(services()) && isVerified(hosts()));
    assertEquals(view, atOnce());
    assertEquals(1, world.catalog.status().services().loaded());
  }

  @Test
  void whatTheReplicaChangedAfterTheImageIsNotAnsweredFromIt() {
    world.catalog.close();
    world.sql("DELETE FROM instance WHERE id = 'i1'");
    open();
    assertNotAnsweredAtOnce();
    assertEquals(List.of("i2"), ids(found()));
    assertTrue(hosts().served() > 0);
  }

  @Test
  void whatMovedAfterTheImageIsInNeitherPlaceAnsweredFromIt() {
    world.service("other");
    world.view("other");
    world.settle();
    world.catalog.close();
    world.sql("UPDATE instance SET service = 'other' WHERE id = 'i1'");
    open();
    assertInstanceOf(Lookup.Loading.class, world.catalog.service("web"));
    assertInstanceOf(Lookup.Loading.class, world.catalog.service("other"));
  }

  @Test
  void anImageFarBehindTheReplicaIsRetired() {
    world.catalog.close();
    Statement[] inserts = new Statement[CatchUp.MAX_ROWS + 1];
    for (int i = 0; i < inserts.length; i++) {
      inserts[i] = Statement.of("INSERT INTO service(id) VALUES (?)", "s" + i);
    }
    world.transact(inserts);
    open();
    assertEquals(0, services().entries());
    assertNotAnsweredAtOnce();
  }

  @Test
  void anImageNewerThanTheReplicaIsRetired() throws IOException {
    world.catalog.close();
    VersionVector more =
        world
            .replica
            .vector()
            .plus(new Stream(new SiteId(1, 1), Scope.WORLD), new VersionRange(1, 2));
    ImageIdentity identity =
        new ImageIdentity(World.NODE, World.REGION, world.replica.site().toString());
    try (ImageWriter writer = ImageWriter.begin(image(), identity, 1)) {
      assertTrue(ImageStreams.write(more, writer));
      assertTrue(writer.add(Part.SERVICES, "web", new byte[] {1}, List.of()));
      writer.commit(Instant.now());
    }
    open();
    assertEquals(0, services().entries());
  }

  @Test
  void aCommitOfAnInstanceTakesItsServiceOutOfUse() {
    restart();
    world.sql("DELETE FROM instance WHERE id = 'i1'");
    world.settle();
    assertNotAnsweredAtOnce();
    assertEquals(List.of("i2"), ids(found()));
  }

  @Test
  void aCommitTakesOutOfUseWhatWasServedAlready() {
    restart();
    atOnce();
    world.sql("UPDATE instance SET state = 'drain' WHERE id = 'i1'");
    // The load that verifies the answer may have read before the commit; it is looked at again.
    World.until("served as it is now", () -> ids(found()).equals(List.of("i2")));
  }

  @Test
  void aCommitOfAServiceTakesItOutOfUse() {
    restart();
    world.sql("UPDATE service SET policy = '{}' WHERE id = 'web'");
    world.settle();
    assertNotAnsweredAtOnce();
  }

  @Test
  void aCommitOfARouteTakesItsHostOutOfUse() {
    restart();
    world.sql("UPDATE route SET path = '/other' WHERE id = 'r1'");
    world.settle();
    assertInstanceOf(Lookup.Unknown.class, world.lookup(HOST, "/", 80));
  }

  @Test
  void aNewWildcardTakesTheHostsItFitsOutOfUse() {
    restart();
    world.route("r2", "web", "*.example.com", "/", 0);
    world.settle();
    assertNotAnsweredAtOnce();
  }

  @Test
  void manyNewWildcardsRetireTheImage() {
    restart();
    for (int i = 0; i < 70; i++) {
      world.route("w" + i, "web", "*.other" + i + ".com", "/", 0);
      world.settle();
    }
    assertEquals(0, hosts().entries());
    assertNotAnsweredAtOnce();
  }

  @Test
  void whatNobodyAskedForIsCarriedOver() {
    restart();
    world.service("other");
    world.view("other"); // so that there is something to write
    world.settle();
    restart();
    assertEquals(List.of("i1", "i2"), ids(atOnce()));
    assertInstanceOf(Lookup.Found.class, world.catalog.service("other"));
  }

  @Test
  void whatACommitTookOutOfUseIsNotCarriedOver() {
    restart();
    world.sql("DELETE FROM instance WHERE id = 'i1'");
    world.settle();
    restart();
    assertNotAnsweredAtOnce();
  }

  @Test
  void nodesThatLivedCountAsAliveUntilTheMembershipKnowsThem() {
    TestMembership fresh = restartAmongUnknown();
    ServiceView view = atOnce();
    assertEquals(List.of("i1", "i2"), ids(view));
    assertEquals(List.of(), view.elsewhere()); // their addresses are not known
    fresh.set("waw-2", World.REGION, Member.State.DEAD, null);
    world.settle();
    assertEquals(List.of("i1"), ids(found()));
  }

  @Test
  void nodesThatTheMembershipNeverHearsOfCountForSecondsOnly() {
    TestMembership _ = restartAmongUnknown();
    assertEquals(List.of("i1", "i2"), ids(atOnce()));
    nanos.addAndGet(Duration.ofSeconds(6).toNanos());
    World.until("forgotten", () -> ids(found()).equals(List.of("i1")));
  }

  /** The membership knows nobody but this node. */
  private TestMembership restartAmongUnknown() {
    world.catalog.close();
    TestMembership fresh = new TestMembership(World.NODE, World.REGION);
    open(fresh);
    return fresh;
  }

  @Test
  void anImageThatWasInUseForTheTimeOfIdlenessIsRetired() {
    restart();
    nanos.addAndGet(Duration.ofHours(2).toNanos());
    World.until("retired", () -> services().entries() == 0);
    assertNotAnsweredAtOnce();
  }

  @Test
  void anImageOfAnotherReplicaIsIgnored() throws IOException {
    world.catalog.close();
    byte[] image = Files.readAllBytes(image());
    Path elsewhere = Files.createDirectory(data.resolve("elsewhere"));
    world.replica.close();
    world = new World(elsewhere);
    world.catalog.close();
    Files.write(image(), image);
    open();
    assertNotAnsweredAtOnce();
    assertEquals(0, services().entries());
  }

  @Test
  void aDroppedServiceIsNotFoundInTheImageAgain() {
    restart();
    atOnce();
    World.until("verified", () -> isVerified(services()));
    world.catalog.drop("web");
    assertNotAnsweredAtOnce();
  }

  @Test
  void theImageIsWrittenAsideAndReplaced() throws IOException {
    restart();
    world.catalog.close();
    try (var files = Files.list(data)) {
      List<String> names = files.map(file -> file.getFileName().toString()).toList();
      assertTrue(names.contains("catalog.image"));
      assertFalse(names.contains("catalog.image.tmp"));
    }
    open();
    ImageStatus.Written newest = world.catalog.status().image().newest();
    assertNotNull(newest);
    assertEquals(Files.size(image()), newest.bytes());
    assertEquals(2, newest.entries());
  }
}
