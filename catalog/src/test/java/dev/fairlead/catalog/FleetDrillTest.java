package dev.fairlead.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.fairlead.catalog.Fleet.Part;
import dev.fairlead.catalog.model.Instances;
import dev.fairlead.catalog.model.RegionPresence;
import dev.fairlead.gossip.change.SiteId;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three nodes of two regions write, look, restart and lose their data at random; once they are left
 * alone, all hold the same, and every catalog shows what its rows say. Replay: {@code -Dseed=…}.
 */
@Timeout(180)
class FleetDrillTest {
  private static final int STEPS = 400;
  private static final int RESTARTS = 6;
  private static final int SERVICES = 5;
  private static final int INSTANCES = 12;
  private static final int ROUTES = 6;

  @TempDir Path folder;

  @Test
  void fleetThatIsLeftAloneAgreesWhateverHappenedBefore() {
    long seed = Long.getLong("seed", System.nanoTime());
    System.out.println("FleetDrillTest -Dseed=" + seed);
    SplittableRandom random = new SplittableRandom(seed);
    try (Fleet fleet = new Fleet(folder)) {
      fleet.start("ams-1", "ams");
      fleet.start("ams-2", "ams");
      fleet.start("waw-1", "waw");
      List<CompletableFuture<?>> writes = new ArrayList<>();
      for (int step = 0; step < STEPS; step++) {
        Part part = fleet.all().get(random.nextInt(3));
        if (step % (STEPS / RESTARTS) == STEPS / RESTARTS - 1) {
          fleet.restart(part.name(), random.nextInt(3) > 0);
        } else if (random.nextInt(5) == 0) {
          part.catalog().service("s" + random.nextInt(SERVICES));
          part.catalog().lookup("h" + random.nextInt(ROUTES) + ".test", "/", 80);
        } else {
          writes.add(write(part, random));
        }
        if (step % 8 == 0 && !writes.isEmpty()) {
          writes.getLast().orTimeout(World.LIMIT_SECONDS, TimeUnit.SECONDS).join();
        }
      }
      writes.forEach(CompletableFuture::join); // everything was acknowledged
      awaitAgreement(fleet, seed);
      fleet.all().forEach(part -> part.catalog().ping().join());
      assertEquals("", disagreement(fleet), "it stays so, seed " + seed);
    }
  }

  @Test
  void nodeWithoutItsDataTakesOverWhatTheOldOneSaid() {
    try (Fleet fleet = new Fleet(folder)) {
      fleet.start("ams-1", "ams");
      fleet.start("ams-2", "ams");
      Part waw = fleet.start("waw-1", "waw");
      SiteId before = waw.node().replica().site();
      Part ams = fleet.get("ams-1");
      ams.write(INSERT_INSTANCE, "a", "shared", "ams-2", "127.0.0.1:1").join();
      waw.write(INSERT_INSTANCE, "w", "gone", "waw-1", "127.0.0.1:2").join();
      waw.write(INSERT_INSTANCE, "v", "shared", "waw-1", "127.0.0.1:3").join();
      String said = "SELECT service, node, routable FROM presence";
      TreeSet<String> all =
          new TreeSet<>(List.of("gone waw-1 1", "shared ams-2 1", "shared waw-1 1"));
      World.until("presence of all", () -> ams.rows(said).equals(all));

      Part again = fleet.restart("waw-1", false);
      assertNotEquals(before, again.node().replica().site());
      again.write(INSERT_INSTANCE, "v2", "shared", "waw-1", "127.0.0.1:4").join();
      again.write(INSERT_INSTANCE, "v3", "shared", "waw-1", "127.0.0.1:5").join();
      TreeSet<String> now = new TreeSet<>(List.of("shared ams-2 1", "shared waw-1 2"));
      World.until("presence of the new one", () -> ams.rows(said).equals(now));
      Part other = fleet.restart("ams-2", false);
      World.until(
          "the region gave back its instance",
          () ->
              other.rows("SELECT id FROM instance").equals(new TreeSet<>(List.of("a")))
                  && other.rows(said).equals(now)
                  && disagreement(fleet).isEmpty());
    }
  }

  private static final String INSERT_INSTANCE =
      "INSERT INTO instance(id, service, node, endpoint) VALUES (?, ?, ?, ?)"
          + " ON CONFLICT(id) DO UPDATE SET service = excluded.service, node = excluded.node,"
          + " endpoint = excluded.endpoint";

  private static CompletableFuture<?> write(Part part, SplittableRandom random) {
    String service = "s" + random.nextInt(SERVICES);
    int route = random.nextInt(ROUTES);
    String instance = part.region() + random.nextInt(INSTANCES);
    String owner = part.region() + "-" + (part.region().equals("ams") ? random.nextInt(1, 3) : 1);
    String endpoint = "127.0.0.1:" + random.nextInt(1, 65_536);
    return switch (random.nextInt(9)) {
      case 0 -> part.write("INSERT INTO service(id) VALUES (?) ON CONFLICT DO NOTHING", service);
      case 1 -> part.write("DELETE FROM service WHERE id = ? AND id <> 's0'", service);
      case 2 ->
          part.write(
              "INSERT INTO route(id, service, host) VALUES (?, ?, ?)"
                  + " ON CONFLICT(id) DO UPDATE SET service = excluded.service",
              "r" + route,
              service,
              "h" + route + ".test");
      case 3 -> part.write("DELETE FROM route WHERE id = ?", "r" + route);
      case 4 -> part.write("DELETE FROM instance WHERE id = ?", instance);
      case 5 -> part.write("UPDATE instance SET state = 'down' WHERE id = ?", instance);
      case 6 -> part.write("UPDATE instance SET state = 'up' WHERE id = ?", instance);
      default -> part.write(INSERT_INSTANCE, instance, service, owner, endpoint);
    };
  }

  private static void awaitAgreement(Fleet fleet, long seed) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(World.LIMIT_SECONDS);
    String last = disagreement(fleet);
    while (!last.isEmpty() && System.nanoTime() < deadline) {
      LockSupport.parkNanos(10_000_000); // leaves the processor to those that are to agree
      last = disagreement(fleet);
    }
    assertEquals("", last, "seed " + seed);
  }

  /** The first thing on which the fleet does not agree; empty if it does. */
  private static String disagreement(Fleet fleet) {
    Part first = fleet.get("ams-1");
    for (Part part : fleet.all()) {
      long alive =
          fleet.all().stream()
              .filter(other -> part.node().membership().members().routable(other.name()))
              .count();
      if (alive < 3) {
        return part.name() + " sees " + alive;
      }
      String scope = part.region().equals("ams") ? "ams" : "";
      var mine = part.node().replica().vector().reaching(scope);
      if (!mine.equals(first.node().replica().vector().reaching(scope))) {
        return part.name() + " holds " + mine;
      }
      for (String table : List.of("service", "route", "presence", "instance")) {
        boolean shared = !scope.isEmpty() || !table.equals("instance");
        String all = "SELECT * FROM " + table;
        if (shared && !part.rows(all).equals(first.rows(all))) {
          return part.name() + " " + table + " " + part.rows(all);
        }
      }
      String wrong = wrongPresence(part) + wrongViews(part);
      if (!wrong.isEmpty()) {
        return part.name() + " " + wrong;
      }
    }
    return "";
  }

  /** What the node says of itself against the instances it owns. */
  private static String wrongPresence(Part part) {
    TreeSet<String> said =
        part.rows("SELECT service, routable FROM presence WHERE node = ?", part.name());
    TreeSet<String> owned =
        part.rows(
            "SELECT service, sum(state = 'up') FROM instance WHERE node = ? GROUP BY service",
            part.name());
    return said.equals(owned) ? "" : "says " + said + " owns " + owned;
  }

  /** What the catalog answers against the rows; everybody is alive. */
  private static String wrongViews(Part part) {
    for (String service : part.rows("SELECT id FROM service")) {
      if (!(part.catalog().service(service) instanceof Lookup.Found found)) {
        return service + " is not loaded";
      }
      TreeSet<String> here = new TreeSet<>();
      Instances all = found.view().instances();
      for (int i = 0; i < all.routable(); i++) {
        here.add(all.id(i) + " " + all.get(i).endpoint().getPort());
      }
      TreeSet<String> elsewhere = new TreeSet<>();
      for (RegionPresence its : found.view().elsewhere()) {
        elsewhere.add(its.region() + " " + its.routable());
      }
      TreeSet<String> rowsHere =
          part.rows(
              "SELECT id, substr(endpoint, 11) FROM instance WHERE service = ? AND state = 'up'",
              service);
      TreeSet<String> rowsElsewhere =
          part.rows(
              "SELECT region, sum(routable) FROM presence WHERE service = ? AND region <> ?"
                  + " GROUP BY region HAVING sum(routable) > 0",
              service,
              part.region());
      if (!here.equals(rowsHere) || !elsewhere.equals(rowsElsewhere)) {
        return "%s: %s %s, rows %s %s".formatted(service, here, elsewhere, rowsHere, rowsElsewhere);
      }
    }
    return wrongRoutes(part);
  }

  private static String wrongRoutes(Part part) {
    for (int i = 0; i < ROUTES; i++) {
      String host = "h" + i + ".test";
      TreeSet<String> to =
          part.rows(
              "SELECT route.service FROM route JOIN service ON service.id = route.service WHERE"
                  + " host = ?",
              host);
      TreeSet<String> shown = new TreeSet<>();
      switch (part.catalog().lookup(host, "/", 80)) {
        case Lookup.Found found -> shown.add(found.view().service());
        case Lookup.Loading _ -> shown.add("loading");
        case Lookup.Unknown _ -> {}
      }
      if (!shown.equals(to)) {
        return host + " leads to " + shown + ", rows " + to;
      }
    }
    return "";
  }
}
