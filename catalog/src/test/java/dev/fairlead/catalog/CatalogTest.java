package dev.fairlead.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.catalog.model.Instance;
import dev.fairlead.catalog.model.RegionPresence;
import dev.fairlead.gossip.swim.Member;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CatalogTest {
  @TempDir Path data;
  private World world;

  @BeforeEach
  void open() {
    world = new World(data);
  }

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void oneLoadingCoversHostAndService() {
    world.service("shop");
    world.route("r", "shop", "shop.example.com", "/", 0);
    world.instance("i", "shop", World.NODE, 9001);

    Lookup first = world.catalog.lookup("shop.example.com", "/cart", 80);
    Lookup.Loading loading = assertInstanceOf(Lookup.Loading.class, first);
    loading.done().join();

    Lookup second = world.catalog.lookup("Shop.Example.COM.", "/cart", 80);
    Lookup.Found found = assertInstanceOf(Lookup.Found.class, second);
    assertEquals("r", found.route().id());
    assertEquals(List.of("i"), World.routable(found.view()));
  }

  @Test
  void probeFindsWhatIsLoadedAndLoadsAndCountsNothing() {
    world.service("shop");
    world.route("r", "shop", "shop.example.com", "/cart", 8080);
    world.instance("i", "shop", World.NODE, 9001);
    world.settle();
    assertSame(Lookup.UNKNOWN, world.catalog.probe());
    assertEquals(0, world.catalog.status().hosts().started());

    Lookup first = world.catalog.lookup("shop.example.com", "/cart", 8080);
    assertInstanceOf(Lookup.Loading.class, first).done().join();
    long hits = world.catalog.status().hits();
    Lookup.Found found = assertInstanceOf(Lookup.Found.class, world.catalog.probe());
    assertEquals("r", found.route().id());
    assertEquals(List.of("i"), World.routable(found.view()));
    assertEquals(hits, world.catalog.status().hits());

    world.catalog.drop("shop");
    assertSame(Lookup.UNKNOWN, world.catalog.probe());
  }

  @Test
  void writeIsVisibleInTheNextView() {
    world.service("shop");
    world.instance("a", "shop", World.NODE, 9001);
    world.settle();
    assertEquals(List.of("a"), World.routable(world.view("shop")));
    assertEquals(1, world.view("shop").revision());

    world.instance("b", "shop", World.NODE, 9002);
    world.settle();
    assertEquals(List.of("a", "b"), World.routable(world.view("shop")));
    assertEquals(2, world.view("shop").revision());

    world.sql("UPDATE instance SET state = 'drain' WHERE id = 'a'");
    world.settle();
    assertEquals(List.of("b"), World.routable(world.view("shop")));
    assertEquals(List.of("a"), World.unroutable(world.view("shop")));

    world.sql("DELETE FROM instance WHERE id = 'a'");
    world.settle();
    assertTrue(World.unroutable(world.view("shop")).isEmpty());
  }

  @Test
  void instanceThatMovesLeavesOneServiceAndEntersTheOther() {
    world.service("shop");
    world.service("blog");
    world.instance("i", "shop", World.NODE, 9001);
    Instance before = world.view("shop").instances().get(0);
    assertTrue(before.load().tryAcquire(0));
    assertTrue(World.routable(world.view("blog")).isEmpty());

    world.sql("UPDATE instance SET service = 'blog' WHERE id = 'i'");
    world.settle();
    assertTrue(World.routable(world.view("shop")).isEmpty());
    Instance after = world.view("blog").instances().get(0);
    assertEquals(1, after.load().get(), "what is in flight moved along");
  }

  @Test
  void unknownHostIsForgottenWhenItsRouteArrives() {
    world.service("shop");
    assertInstanceOf(Lookup.Unknown.class, world.lookup("a.example.com", "/", 80));
    assertInstanceOf(Lookup.Unknown.class, world.catalog.lookup("a.example.com", "/", 80));

    world.route("r", "shop", "*.example.com", "/", 0);
    world.settle();
    assertInstanceOf(Lookup.Found.class, world.lookup("a.example.com", "/", 80));
  }

  @Test
  void routeThatMovesLeavesItsHost() {
    world.service("shop");
    world.route("r", "shop", "old.example.com", "/", 0);
    assertInstanceOf(Lookup.Found.class, world.lookup("old.example.com", "/", 80));
    assertInstanceOf(Lookup.Unknown.class, world.lookup("new.example.com", "/", 80));

    world.sql("UPDATE route SET host = 'new.example.com' WHERE id = 'r'");
    world.settle();
    assertInstanceOf(Lookup.Unknown.class, world.lookup("old.example.com", "/", 80));
    assertInstanceOf(Lookup.Found.class, world.lookup("new.example.com", "/", 80));

    world.sql("DELETE FROM route WHERE id = 'r'");
    world.settle();
    assertInstanceOf(Lookup.Unknown.class, world.lookup("new.example.com", "/", 80));
  }

  @Test
  void instancesOfDeadNodeLeaveRoutingAndComeBack() {
    world.service("shop");
    world.instance("i", "shop", "waw-2", 9001);
    assertEquals(List.of("i"), World.routable(world.view("shop")));

    world.membership.set("waw-2", World.REGION, Member.State.DEAD, null);
    world.settle();
    assertTrue(World.routable(world.view("shop")).isEmpty());
    assertEquals(List.of("i"), World.ownerless(world.view("shop")));

    world.membership.set("waw-2", World.REGION, Member.State.ALIVE, null);
    world.settle();
    assertEquals(List.of("i"), World.routable(world.view("shop")));
  }

  @Test
  void otherRegionsAreOrderedByDistanceAndVanishWithTheirNodes() {
    world.service("shop");
    world.membership.set("nrt-1", "nrt", Member.State.ALIVE, Duration.ofMillis(270));
    world.membership.set("ams-1", "ams", Member.State.ALIVE, Duration.ofMillis(24));
    world.membership.set("ams-2", "ams", Member.State.ALIVE, null);
    presence("nrt-1", "nrt", 1);
    presence("ams-1", "ams", 2);
    presence("ams-2", "ams", 3);
    World.until("nearest first", () -> regions().equals(List.of("ams", "nrt")));
    World.until("both of ams", () -> world.view("shop").elsewhere().getFirst().routable() == 5);
    RegionPresence ams = world.view("shop").elsewhere().getFirst();
    assertEquals(List.of("ams-1", "ams-2"), ams.nodes());

    world.membership.set("ams-1", "ams", Member.State.DEAD, null);
    world.membership.set("ams-2", "ams", Member.State.LEFT, null);
    world.settle();
    assertEquals(List.of("nrt"), regions());
  }

  @Test
  void malformedRowsBreakNothing() {
    world.sql("INSERT INTO service(id, policy) VALUES ('shop', '{\"retries\": 1, \"sticky\": 1}')");
    world.instance("good", "shop", World.NODE, 9001);
    world.sql("INSERT INTO instance(id, service, endpoint) VALUES ('name', 'shop', 'localhost:1')");
    world.sql("INSERT INTO instance(id, service, endpoint) VALUES ('none', 'shop', '')");
    world.sql(
        "INSERT INTO instance(id, service, endpoint, state)"
            + " VALUES ('odd', 'shop', '127.0.0.1:1', 'asleep')");

    ServiceView view = world.view("shop");
    assertEquals(List.of("good"), World.routable(view));
    assertEquals(1, view.policy().retries());
    List<String> remarks = world.catalog.loadedServices().getFirst().remarks();
    assertEquals(4, remarks.size(), remarks::toString);

    world.sql("UPDATE instance SET endpoint = '[::1]:9002' WHERE id = 'none'");
    world.settle();
    assertEquals(List.of("good", "none"), World.routable(world.view("shop")));
  }

  private List<String> regions() {
    return world.view("shop").elsewhere().stream().map(RegionPresence::region).toList();
  }

  private void presence(String node, String region, int routable) {
    world.sql(
        "INSERT INTO presence(service, node, region, routable) VALUES ('shop', ?, ?, ?)",
        node,
        region,
        (long) routable);
  }
}
