package dev.fairlead.proxy.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Killing a node at any moment loses nothing it acknowledged. */
final class KillDuringWritesTest {
  private static final int KILLS = 10;
  private static final Pattern ID = Pattern.compile("\"(w[0-9]+)\"");

  @TempDir Path folder;

  @Test
  void everyAcknowledgedWriteSurvivesTenKills() throws Exception {
    long seed = Long.getLong("fairlead.seed", System.nanoTime());
    System.out.println("KillDuringWritesTest seed " + seed + " (-Dfairlead.seed=" + seed + ")");
    Random random = new Random(seed);
    List<String> acknowledged = new ArrayList<>();
    AtomicInteger next = new AtomicInteger();
    try (Cluster cluster = Cluster.configure(folder)) {
      cluster.waw.startAlone();
      cluster.waw.awaitReady();
      for (int kill = 0; kill < KILLS; kill++) {
        cluster.ams.startAlone();
        cluster.ams.awaitReady();
        int enough = count(acknowledged) + 1 + random.nextInt(60);
        Thread writer = Thread.ofVirtual().start(() -> write(cluster.ams, next, acknowledged));
        Eventually.holds("writes go on", () -> count(acknowledged) >= enough);
        cluster.ams.kill();
        writer.join();
      }
      cluster.ams.startAlone();
      cluster.ams.awaitReady();
      assertHolds(cluster.ams, acknowledged);
      Eventually.holds(
          "the other region catches up", () -> ids(cluster.waw).containsAll(acknowledged));
      String check = cluster.ams.query("SELECT * FROM pragma_integrity_check");
      assertTrue(check.contains("\"ok\""), check);
    }
  }

  /** Writes until the node dies; only what was answered 200 counts. */
  private static void write(NodeProcess node, AtomicInteger next, List<String> acknowledged) {
    while (true) {
      String id = "w" + next.getAndIncrement();
      int status =
          node.transact("INSERT INTO service (id) VALUES ('" + id + "')", Duration.ofSeconds(5));
      if (status != 200) {
        return;
      }
      synchronized (acknowledged) {
        acknowledged.add(id);
      }
    }
  }

  private static int count(List<String> acknowledged) {
    synchronized (acknowledged) {
      return acknowledged.size();
    }
  }

  private static void assertHolds(NodeProcess node, List<String> acknowledged) {
    List<String> lost = new ArrayList<>(acknowledged);
    lost.removeAll(ids(node));
    assertEquals(List.of(), lost, "acknowledged and lost");
  }

  private static List<String> ids(NodeProcess node) {
    List<String> ids = new ArrayList<>();
    Matcher matcher = ID.matcher(node.query("SELECT id FROM service"));
    while (matcher.find()) {
      ids.add(matcher.group(1));
    }
    return ids;
  }
}
