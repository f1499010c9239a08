package dev.fairlead.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Commits, lookups and restarts at random: a catalog with an image answers what one without it
 * would. Replay: {@code -Dseed=…}.
 */
@Timeout(120)
class ImageDrillTest {
  private static final int ROUNDS = 60;
  private static final int NAMES = 6;
  private static final List<String> HOSTS =
      List.of("a.x.org", "b.x.org", "a.y.org", "b.a.x.org", "*.x.org", "*.a.x.org", "");

  @TempDir Path data;

  @Test
  void answersAreThoseOfACatalogWithoutAnImage() throws IOException {
    long seed = Long.getLong("seed", System.nanoTime());
    System.out.println("ImageDrillTest -Dseed=" + seed);
    SplittableRandom random = new SplittableRandom(seed);
    try (World world = new World(data)) {
      Catalog truth = world.catalog;
      world.catalog = open(world);
      for (int round = 0; round < ROUNDS; round++) {
        for (int i = random.nextInt(3); i >= 0; i--) {
          change(world, random);
        }
        settle(world, truth);
        lookUpSome(world, truth, random, "seed " + seed + " round " + round);
        if (random.nextInt(4) == 0) {
          restart(world, random);
        }
      }
      truth.close();
    }
  }

  private Path image() {
    return data.resolve("catalog.image");
  }

  private Catalog open(World world) {
    CatalogSettings settings =
        new CatalogSettings(
            World.NODE, World.REGION, 64 << 20, Duration.ofHours(1), Map.of(), image());
    return Catalog.open(settings, world.replica, world.membership);
  }

  /** A clean restart, or one that finds the image of the restart before, as after a kill. */
  private void restart(World world, SplittableRandom random) throws IOException {
    Path older = data.resolve("older");
    boolean killed = random.nextInt(2) == 0 && Files.exists(image());
    if (killed) {
      Files.copy(image(), older, StandardCopyOption.REPLACE_EXISTING);
    }
    world.catalog.close();
    if (killed) {
      Files.move(older, image(), StandardCopyOption.REPLACE_EXISTING);
    }
    world.catalog = open(world);
  }

  private static void settle(World world, Catalog truth) {
    world.settle();
    truth.ping().join();
  }

  private static void lookUpSome(
      World world, Catalog truth, SplittableRandom random, String where) {
    for (int i = 0; i < NAMES; i++) {
      if (random.nextInt(3) == 0) {
        String name = "s" + i;
        assertAgrees(
            service(truth, name, true),
            service(world.catalog, name, random.nextBoolean()),
            where + " " + name);
      }
    }
    for (String host : HOSTS) {
      if (random.nextInt(3) == 0 && !host.contains("*")) {
        assertAgrees(
            host(truth, host, true),
            host(world.catalog, host, random.nextBoolean()),
            where + " " + host);
      }
    }
  }

  private static void assertAgrees(String truth, String answer, String where) {
    if (!answer.equals("loading")) {
      assertEquals(truth, answer, where);
    }
  }

  private static String service(Catalog catalog, String name, boolean patient) {
    return patient ? text(awaited(() -> catalog.service(name))) : text(catalog.service(name));
  }

  private static String host(Catalog catalog, String host, boolean patient) {
    return patient
        ? text(awaited(() -> catalog.lookup(host, "/p", 80)))
        : text(catalog.lookup(host, "/p", 80));
  }

  private static Lookup awaited(Supplier<Lookup> lookup) {
    Lookup answer = lookup.get();
    while (answer instanceof Lookup.Loading loading) {
      loading.done().join();
      answer = lookup.get();
    }
    return answer;
  }

  private static String text(Lookup answer) {
    return switch (answer) {
      case Lookup.Unknown _ -> "unknown";
      case Lookup.Loading _ -> "loading";
      case Lookup.Found(var route, ServiceView view) -> {
        StringBuilder text = new StringBuilder(route + " " + view.service() + view.policy());
        for (int i = 0; i < view.instances().size(); i++) {
          text.append(' ').append(view.instances().row(i));
        }
        yield text.append(view.instances().routable()).toString();
      }
    };
  }

  private static void change(World world, SplittableRandom random) {
    String service = "s" + random.nextInt(NAMES);
    String instance = "i" + random.nextInt(3 * NAMES);
    String route = "r" + random.nextInt(2 * NAMES);
    switch (random.nextInt(12)) {
      case 0, 1 ->
          world.sql(
              "INSERT INTO service(id, policy) VALUES (?, ?) ON CONFLICT DO UPDATE SET policy ="
                  + " excluded.policy",
              service,
              "{\"retries\":" + random.nextInt(5) + "}");
      case 2 -> world.sql("DELETE FROM service WHERE id = ?", service);
      case 3, 4 ->
          world.sql(
              "INSERT INTO instance(id, service, node, endpoint) VALUES (?, ?, ?, ?) ON CONFLICT DO"
                  + " UPDATE SET service = excluded.service, endpoint = excluded.endpoint",
              instance,
              service,
              random.nextBoolean() ? World.NODE : "waw-2",
              "127.0.0.1:" + (1000 + random.nextInt(1000)));
      case 5 ->
          world.sql(
              "UPDATE instance SET weight = ? WHERE id = ?", (long) random.nextInt(5), instance);
      case 6 ->
          world.sql(
              "UPDATE instance SET endpoint = ? WHERE id = ?",
              "127.0.0.1:" + (1000 + random.nextInt(1000)),
              instance);
      case 7 -> world.sql("DELETE FROM instance WHERE id = ?", instance);
      case 8, 9 ->
          world.sql(
              "INSERT INTO route(id, service, host, path, port) VALUES (?, ?, ?, ?, ?) ON CONFLICT"
                  + " DO UPDATE SET service = excluded.service, host = excluded.host",
              route,
              service,
              HOSTS.get(random.nextInt(HOSTS.size())),
              "/",
              random.nextBoolean() ? 0L : 80L);
      case 10 ->
          world.sql(
              "UPDATE route SET path = ? WHERE id = ?", random.nextBoolean() ? "/p" : "/q", route);
      default -> world.sql("DELETE FROM route WHERE id = ?", route);
    }
  }
}
