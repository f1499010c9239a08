package dev.fairlead.watchdog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the watchdog does with real processes that hang, stop, die and refuse to start. */
@Timeout(120)
final class SupervisorTest {
  @TempDir Path created;
  private Path folder;
  private Watched watched;

  @BeforeEach
  void folderWithASpace() throws IOException {
    folder = Files.createDirectory(created.resolve("a +b"));
  }

  @AfterEach
  void stop() throws Exception {
    if (watched != null) {
      watched.close();
    }
  }

  @Test
  void spareTakesOverFromAHungNodeOnTheSameSockets() throws Exception {
    watched = Watched.start(folder, "ok");
    long victim = watched.serving(1);
    long spare = watched.spare(1);
    int port = watched.port();
    assertEquals("served by " + victim, Watched.request(port));
    watched.ask("stuck lock catalog held by writer since 12 s");
    String opened = watched.journal.await(" opened:", 1);
    assertTrue(opened.contains("lock catalog held by writer since 12 s"), opened);
    assertEquals("stuck", Watched.fact(opened, "verdict"));
    assertEquals(victim, Long.parseLong(Watched.fact(opened, "pid")));
    assertEquals(spare, Long.parseLong(Watched.fact(opened, "successor")));
    assertEquals(spare, watched.serving(2));
    assertEquals("served by " + spare, Watched.request(port));
    String closed = watched.journal.await(" closed:", 1);
    assertEquals(Watched.fact(opened, "incident"), Watched.fact(closed, "incident"));
    assertTrue(Files.isDirectory(Path.of(Watched.fact(closed, "evidence").replace("%20", " "))));
    assertFalse(ProcessHandle.of(victim).map(ProcessHandle::isAlive).orElse(false));
    assertNotEquals(spare, watched.spare(2));
  }

  @Test
  void withoutASpareAProcessIsStarted() throws Exception {
    watched = Watched.start(folder, "ok alone");
    long victim = watched.serving(1);
    int port = watched.port();
    watched.order("stop answering");
    assertEquals("silent", Watched.fact(watched.journal.await(" opened:", 1), "verdict"));
    long successor = watched.serving(2);
    assertNotEquals(victim, successor);
    assertEquals("served by " + successor, Watched.request(port));
  }

  @Test
  void stoppedProcessIsReplaced() throws Exception {
    watched = Watched.start(folder, "ok");
    long victim = watched.serving(1);
    watched.spare(1);
    signal("STOP", victim);
    assertEquals("stopped", Watched.fact(watched.journal.await(" opened:", 1), "verdict"));
    watched.serving(2);
    assertFalse(ProcessHandle.of(victim).map(ProcessHandle::isAlive).orElse(false));
  }

  @Test
  void nodeThatDiesIsReplacedAtOnce() throws Exception {
    watched = Watched.start(folder, "ok");
    long victim = watched.serving(1);
    long spare = watched.spare(1);
    watched.order("crash");
    String opened = watched.journal.await(" opened:", 1);
    assertTrue(opened.contains("node " + victim + " gone: exit code 3"), opened);
    assertEquals(spare, watched.serving(2));
  }

  @Test
  void spareThatDiesIsStartedAnew() throws Exception {
    watched = Watched.start(folder, "ok");
    long owner = watched.serving(1);
    long spare = watched.spare(1);
    signal("KILL", spare);
    assertNotEquals(spare, watched.spare(2));
    assertEquals(1, watched.journal.containing(" serves").size());
    assertEquals("served by " + owner, Watched.request(watched.port()));
  }

  @Test
  void spareThatDoesNotServeIsReplacedByAColdStart() throws Exception {
    watched = Watched.start(folder, "ok");
    watched.serving(1);
    long first = watched.spare(1);
    watched.from("deaf");
    signal("KILL", first);
    watched.spare(2);
    watched.from("ok");
    watched.ask("stuck loop 0");
    watched.journal.await("in time what it was told", 1);
    watched.serving(2);
  }

  @Test
  void plannedHandoverGoesToAFreshProcess() throws Exception {
    watched = Watched.start(folder, "ok");
    long before = watched.serving(1);
    long spare = watched.spare(1);
    int port = watched.port();
    watched.ask("replace");
    watched.journal.await("node " + before + " has handed over", 1);
    long after = watched.serving(2);
    assertNotEquals(spare, after);
    assertEquals("served by " + after, Watched.request(port));
    assertEquals(0, watched.journal.containing(" opened:").size());
    watched.journal.await("node " + before + " has ended", 1);
  }

  @Test
  void handoverToANodeThatFailsLeavesTheOldOneServing() throws Exception {
    watched = Watched.start(folder, "ok");
    long before = watched.serving(1);
    watched.spare(1);
    watched.from("exit 78");
    watched.ask("replace");
    watched.journal.await("the old process stays: the new one ended with exit code 78", 1);
    assertEquals("served by " + before, Watched.request(watched.port()));
    watched.from("ok");
  }

  @Test
  void ownerThatDoesNotReleaseIsReplacedLikeAHungOne() throws Exception {
    watched = Watched.start(folder, "keeping");
    long before = watched.serving(1);
    watched.from("ok");
    watched.ask("replace");
    String opened = watched.journal.await(" opened:", 1);
    assertEquals(before, Long.parseLong(Watched.fact(opened, "pid")));
    watched.serving(2);
  }

  @Test
  void crashLoopTurnsClientsAwayBacksOffAndLeavesTheChangeOut() throws Exception {
    watched = Watched.start(folder, "ok alone");
    watched.serving(1);
    int port = watched.port();
    watched.from("crash 134");
    watched.order("crash");
    watched.journal.await("waiting clients turned away", 1);
    String terms = watched.journal.await("two failures in a row at the same place", 1);
    assertTrue(terms.contains("waw-1/world/7"), terms);
    watched.journal.await("until then the watchdog answers 503", 1);
    assertTrue(Watched.request(port).startsWith("HTTP/1.1 503 "));
    assertEquals(0, watched.journal.containing(" serves again").size());
  }

  @Test
  void spareOfABadConfigurationIsStartedWithTheOneThatWorked() throws Exception {
    Files.writeString(folder.resolve("config.good.toml"), "ok");
    watched = Watched.start(folder, "ok");
    long owner = watched.serving(1);
    long spare = watched.spare(1);
    watched.from("exit 78");
    signal("KILL", spare);
    watched.journal.await("with the configuration that last worked", 1);
    watched.spare(2);
    assertEquals("served by " + owner, Watched.request(watched.port()));
  }

  @Test
  void hopelessFirstStartEndsWithItsCode() throws Exception {
    watched = Watched.start(folder, "exit 78");
    assertEquals(78, watched.exitCode());
    assertEquals(1, watched.journal.containing("did not start: exit code 78").size());
  }

  @Test
  void nodeThatEndsAsAskedEndsTheWatchdogToo() throws Exception {
    watched = Watched.start(folder, "ok");
    watched.serving(1);
    watched.order("stop");
    assertEquals(0, watched.exitCode());
    assertFalse(Files.exists(folder.resolve("control.sock")));
  }

  @Test
  void stopBeforeTheNodeSaysAnythingEndsIt() throws Exception {
    watched = Watched.start(folder, "mute");
    watched.journal.await("started", 1);
    watched.stop();
    assertEquals(0, watched.exitCode());
  }

  static void signal(String name, long pid) throws Exception {
    assertEquals(0, new ProcessBuilder("/bin/kill", "-" + name, "" + pid).start().waitFor());
  }
}
