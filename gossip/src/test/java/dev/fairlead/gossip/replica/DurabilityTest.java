package dev.fairlead.gossip.replica;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.gossip.change.Scope;
import dev.fairlead.gossip.change.Stream;
import dev.fairlead.gossip.change.VersionRange;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A writing process is killed with SIGKILL ten times over; nothing it acknowledged is lost. */
class DurabilityTest {
  private static final int KILLS = 10;

  @TempDir private Path folder;

  @Test
  void everyAcknowledgedWriteSurvivesKill() throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    Set<String> acknowledged = new HashSet<>();
    for (int life = 0; life < KILLS; life++) {
      writeUntilKilled(life, 1 + random.nextInt(400), acknowledged);
      check("seed " + seed + " life " + life, acknowledged);
    }
  }

  /** Kills the writer once it has acknowledged {@code writes} rows, at whatever it then does. */
  private void writeUntilKilled(int life, int writes, Set<String> acknowledged) throws Exception {
    Process process = start(life);
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      int seen = 0;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith("ack ")) {
          acknowledged.add(line.substring(4));
          if (++seen == writes) {
            process.toHandle().destroyForcibly(); // what it has printed stays readable
          }
        }
      }
      assertTrue(seen >= writes, "the writer ended by itself after " + seen);
    } finally {
      process.destroyForcibly();
    }
    assertTrue(process.waitFor(30, TimeUnit.SECONDS));
  }

  private Process start(int life) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            EndlessWriter.class.getName(),
            folder.toString(),
            Integer.toString(life));
    builder.redirectError(ProcessBuilder.Redirect.DISCARD);
    return builder.start();
  }

  private void check(String message, Set<String> acknowledged) {
    try (TestReplica replica = TestReplica.open(folder, "ams");
        HistoryReader history = replica.replica.newHistoryReader()) {
      Set<String> found = new HashSet<>(replica.rows("SELECT id FROM service"));
      acknowledged.forEach(
          id -> assertTrue(found.contains("[" + id + "]"), message + " row " + id));
      assertEquals(List.of("[ok]"), replica.rows("SELECT * FROM pragma_integrity_check"), message);
      Stream own = new Stream(replica.replica.site(), Scope.WORLD);
      long head = replica.replica.vector().of(own).head();
      assertTrue(replica.replica.vector().of(own).gaps().isEmpty(), message);
      assertEquals(
          head,
          history.read(own, new VersionRange(1, head), Long.MAX_VALUE).stream()
              .filter(version -> !version.changes().isEmpty())
              .count(),
          message);
      assertEquals(found.size(), head, message);
    }
  }
}
