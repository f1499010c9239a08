package dev.fairlead.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.fairlead.catalog.model.Instances;
import dev.fairlead.gossip.replica.Statement;
import dev.fairlead.gossip.swim.Member;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Rows change, services are loaded, dropped and refreshed, nodes die and come back, all at once; in
 * the end every view equals the rows. Replay: {@code -Dseed=…}.
 */
@Timeout(120)
class LoadRaceTest {
  private static final int SERVICES = 8;
  private static final int INSTANCES = 24;
  private static final int WRITES = 1_500;

  @TempDir Path data;

  @Test
  void noChangeIsLostToALoadUnderWay() throws Exception {
    long seed = Long.getLong("seed", System.nanoTime());
    System.out.println("LoadRaceTest -Dseed=" + seed);
    SplittableRandom random = new SplittableRandom(seed);
    AtomicBoolean done = new AtomicBoolean();
    try (World world = new World(data);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < SERVICES; i++) {
        world.service("s" + i);
      }
      List<Future<?>> readers = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        SplittableRandom own = random.split();
        readers.add(threads.submit(() -> look(world, own, done)));
      }
      SplittableRandom flips = random.split();
      readers.add(threads.submit(() -> flip(world, flips, done)));
      List<CompletableFuture<?>> writes = new ArrayList<>();
      for (int i = 0; i < WRITES; i++) {
        writes.add(world.replica.transact(List.of(change(random))));
        if (i % 20 == 0) {
          writes.getLast().join();
        }
      }
      writes.forEach(CompletableFuture::join);
      done.set(true);
      for (Future<?> reader : readers) {
        reader.get();
      }
      world.membership.set("waw-2", World.REGION, Member.State.ALIVE, null);
      for (int i = 0; i < SERVICES; i++) {
        String service = "s" + i;
        World.until(service, () -> shown(world, service).equals(rows(world, service)));
      }
      world.settle();
      for (int i = 0; i < SERVICES; i++) {
        assertEquals(rows(world, "s" + i), shown(world, "s" + i), "and it stays so");
      }
    }
  }

  private static Statement change(SplittableRandom random) {
    String id = "i" + random.nextInt(INSTANCES);
    String service = "s" + random.nextInt(SERVICES);
    return switch (random.nextInt(5)) {
      case 0 -> Statement.of("DELETE FROM instance WHERE id = ?", id);
      case 1 -> Statement.of("UPDATE instance SET service = ? WHERE id = ?", service, id);
      case 2 ->
          Statement.of(
              "UPDATE instance SET endpoint = ? WHERE id = ?", "127.0.0.1:" + port(random), id);
      default ->
          Statement.of(
              "INSERT INTO instance(id, service, node, endpoint) VALUES (?, ?, ?, ?)"
                  + " ON CONFLICT(id) DO UPDATE SET service = excluded.service,"
                  + " endpoint = excluded.endpoint",
              id,
              service,
              random.nextBoolean() ? World.NODE : "waw-2",
              "127.0.0.1:" + port(random));
    };
  }

  private static int port(SplittableRandom random) {
    return random.nextInt(1, 65_536);
  }

  private static void look(World world, SplittableRandom random, AtomicBoolean done) {
    while (!done.get()) {
      String service = "s" + random.nextInt(SERVICES);
      world.view(service);
      if (random.nextInt(4) == 0) {
        world.catalog.drop(service);
      }
      Thread.yield();
    }
  }

  private static void flip(World world, SplittableRandom random, AtomicBoolean done) {
    var states = Member.State.values();
    while (!done.get()) {
      world.membership.set("waw-2", World.REGION, states[random.nextInt(states.length)], null);
      world.settle();
    }
  }

  private static TreeSet<String> shown(World world, String service) {
    TreeSet<String> shown = new TreeSet<>();
    Instances all = world.view(service).instances();
    for (int i = 0; i < all.routable(); i++) {
      shown.add(all.id(i) + " 127.0.0.1:" + all.get(i).endpoint().getPort());
    }
    return shown;
  }

  private static TreeSet<String> rows(World world, String service) {
    return new TreeSet<>(
        world.rows("SELECT id, endpoint FROM instance WHERE service = '" + service + "'"));
  }
}
