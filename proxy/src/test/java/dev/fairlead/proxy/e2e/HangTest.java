package dev.fairlead.proxy.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A proxy that hangs is replaced, its evidence kept, and the other regions never notice. */
final class HangTest {
  @TempDir static Path folder;
  private static Cluster cluster;
  private static Origin origin;

  @BeforeAll
  static void start() {
    cluster = Cluster.configure(folder).start();
    origin = Origin.start("still here");
    cluster.service(cluster.nrt, "steady", "steady.test");
    cluster.instance(cluster.nrt, "steady-nrt", "steady", origin.endpoint());
    for (NodeProcess node : cluster.all()) {
      Eventually.holds("served", () -> node.get("steady.test", "/").status() == 200);
    }
  }

  @AfterAll
  static void stop() {
    origin.close();
    cluster.close();
  }

  @Test
  void aStoppedProcessIsReplaced() {
    String reason = replacedAfter(() -> NodeProcess.signal("STOP", cluster.ams.pid()));
    assertTrue(reason.toLowerCase(Locale.ROOT).contains("stop"), reason);
  }

  @Test
  void aHungLockIsNamedAndTheNodeReplaced() {
    String reason = replacedAfter(() -> cluster.ams.control("debug hang lock"));
    assertTrue(reason.contains("lock"), reason);
  }

  @Test
  void aHungLoopIsNamedAndTheNodeReplaced() {
    String reason = replacedAfter(() -> cluster.ams.control("debug hang loop 0"));
    assertTrue(reason.contains("loop"), reason);
  }

  /** Hangs ams, checks all that must follow, and returns the text of the new evidence. */
  private static String replacedAfter(Runnable hang) {
    long before = cluster.ams.pid();
    List<Path> known = cluster.ams.evidence();
    hang.run();
    Eventually.holds(
        () -> "ams gets a new process; its log:\n" + cluster.ams.log(),
        () -> {
          assertEquals(200, cluster.waw.get("steady.test", "/").status(), "waw keeps serving");
          assertEquals(200, cluster.nrt.get("steady.test", "/").status(), "nrt keeps serving");
          long now = cluster.ams.pid();
          return now > 0 && now != before;
        });
    Eventually.holds("ams serves again", () -> cluster.ams.get("steady.test", "/").status() == 200);
    List<Path> added =
        cluster.ams.evidence().stream().filter(bundle -> !known.contains(bundle)).toList();
    assertEquals(1, added.size(), "one bundle of evidence: " + added);
    return read(added.getFirst());
  }

  private static String read(Path bundle) {
    StringBuilder text = new StringBuilder();
    try (Stream<Path> files = Files.list(bundle)) {
      for (Path file : files.sorted().toList()) {
        // Not readString: what is cut at a number of bytes may end within a character.
        String content = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        text.append(file.getFileName()).append('\n').append(content).append('\n');
      }
    } catch (IOException e) {
      return e.toString();
    }
    return text.toString();
  }
}
