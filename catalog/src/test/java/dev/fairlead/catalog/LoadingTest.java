package dev.fairlead.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.catalog.lock.LockException;
import dev.fairlead.catalog.lock.StuckLock;
import dev.fairlead.catalog.model.Instances;
import dev.fairlead.gossip.replica.Statement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class LoadingTest {
  @TempDir Path data;

  @Test
  void twoHundredFirstLookupsAreOneLoadOfEachKey() throws Exception {
    try (World world = new World(data);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      world.service("shop");
      world.route("r", "shop", "shop.example.com", "/", 0);
      world.instance("i", "shop", World.NODE, 9001);
      world.settle();
      CountDownLatch together = new CountDownLatch(1);
      List<Future<Lookup>> lookups = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        String path = "/" + i;
        lookups.add(
            threads.submit(() -> {
              together.await();
              return world.lookup("shop.example.com", path, 80);
            }));
      }
      together.countDown();
      for (Future<Lookup> lookup : lookups) {
        assertInstanceOf(Lookup.Found.class, lookup.get());
      }
      assertEquals(1, world.catalog.status().hosts().started());
      assertEquals(1, world.catalog.status().services().started());
      assertEquals(0, world.catalog.status().services().inFlight());
    }
  }

  @Test
  void tenThousandUnknownHostsStayBoundedAndUnknown() {
    long seed = Long.getLong("seed", System.nanoTime());
    System.out.println("LoadingTest -Dseed=" + seed);
    SplittableRandom random = new SplittableRandom(seed);
    try (World world = new World(data)) {
      List<String> hosts = new ArrayList<>();
      List<Lookup.Loading> loads = new ArrayList<>();
      for (int i = 0; i < 10_000; i++) {
        String host = "h" + Long.toString(random.nextLong() >>> 1, 36) + ".example.com";
        hosts.add(host);
        loads.add(assertInstanceOf(Lookup.Loading.class, world.catalog.lookup(host, "/", 80)));
      }
      loads.forEach(loading -> loading.done().join());
      hosts.stream().limit(100).forEach(host -> unknown(world.lookup(host, "/", 80)));
      World.until("bounded", () -> world.catalog.status().hosts().absent() <= 10_000 + 16);
      assertEquals(0, world.catalog.status().hosts().loaded());
      assertEquals(0, world.catalog.status().hosts().inFlight());
      assertEquals(0, world.catalog.status().hosts().bytes());
    }
  }

  @Test
  void whatUseMadeOfAViewIsWeighedToo() {
    try (World world = new World(data)) {
      world.service("shop");
      for (int i = 0; i < 50; i++) {
        world.instance("i" + i, "shop", World.NODE, 9_000 + i);
      }
      Instances all = world.view("shop").instances();
      world.settle();
      long unused = world.catalog.status().services().bytes();
      for (int i = 0; i < all.routable(); i++) {
        world.view("shop").instances().get(i);
      }
      World.until(
          "it is weighed again",
          () -> {
            world.view("shop"); // in use
            return world.catalog.status().services().bytes() > unused + 50 * 250;
          });
    }
  }

  @Test
  void weightBoundEvictsAndTheBooksFollow() {
    try (World world = new World(data, 200_000)) {
      List<Statement> rows = new ArrayList<>();
      for (int i = 0; i < 1_000; i++) {
        rows.add(Statement.of("INSERT INTO service(id) VALUES (?)", "s" + i));
        rows.add(
            Statement.of(
                "INSERT INTO instance(id, service, endpoint) VALUES (?, ?, '127.0.0.1:1')",
                "i" + i,
                "s" + i));
      }
      world.transact(rows.toArray(Statement[]::new));
      world.settle();
      for (int i = 0; i < 1_000; i++) {
        assertEquals(1, world.view("s" + i).instances().routable());
      }
      World.until("evicted", () -> world.catalog.status().services().bytes() <= 150_000);
      World.until(
          "the books follow",
          () ->
              world.catalog.loadedServices().size() == world.catalog.status().services().loaded());
      World.until("they are counted", () -> world.catalog.status().services().evicted() > 500);
      assertEquals("s7", world.view("s7").service(), "what was evicted loads again");
    }
  }

  @Test
  void brokenFileFailsTheLoadClearlyAndIsNotAskedAgainAtOnce() throws IOException {
    try (World world = new World(data)) {
      world.settle();
      world.replica.close();
      try (Stream<Path> files = Files.list(data)) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          Files.delete(file);
        }
      }
      Lookup.Loading loading =
          assertInstanceOf(Lookup.Loading.class, world.catalog.lookup("a.example.com", "/", 80));
      Exception failure = assertThrows(CompletionException.class, () -> loading.done().join());
      assertTrue(
          failure.getMessage().contains("host 'a.example.com' not loaded"), failure.getMessage());
      long started = world.catalog.status().hosts().started();
      world.catalog.lookup("a.example.com", "/", 80);
      assertEquals(started, world.catalog.status().hosts().started());
      assertEquals(1, world.catalog.status().hosts().failed());
    }
  }

  @Test
  void hungLockIsFoundWhileLoadedServicesKeepAnswering() {
    try (World world = new World(data)) {
      world.service("shop");
      world.route("r", "shop", "shop.example.com", "/", 0);
      world.lookup("shop.example.com", "/", 80);
      assertFalse(world.catalog.probeLocks(Duration.ofSeconds(10)).isPresent());

      assertEquals("catalog", world.catalog.holdLockForever(""));
      StuckLock stuck = world.catalog.probeLocks(Duration.ofMillis(50)).orElseThrow();
      assertEquals("catalog", stuck.lock());
      assertTrue(stuck.waitsFor().contains("debug-hang-lock"), stuck.waitsFor());
      assertTrue(world.catalog.locks().getFirst().holders().getFirst().label().contains("debug"));
      assertInstanceOf(
          Lookup.Found.class, world.catalog.lookup("shop.example.com", "/", 80), "no lock needed");
      assertThrows(LockException.class, world.catalog::loadedServices);
      Lookup.Loading loading =
          assertInstanceOf(Lookup.Loading.class, world.catalog.lookup("b.example.com", "/", 80));
      assertThrows(CompletionException.class, () -> loading.done().join());
    }
  }

  private static void unknown(Lookup answer) {
    assertInstanceOf(Lookup.Unknown.class, answer);
  }
}
