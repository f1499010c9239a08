package dev.fairlead.watchdog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The watchdog as the process it is: its signals, its exit codes, its own death. */
@Timeout(120)
final class MainTest {
  private static final Duration GENEROUS = Duration.ofSeconds(30);
  private static final Duration LOOK = Duration.ofMillis(10);

  @TempDir Path folder;
  private final List<Process> watchdogs = new ArrayList<>();
  private final List<ProcessHandle> nodes = new ArrayList<>();

  @AfterEach
  void end() throws InterruptedException {
    for (Process watchdog : watchdogs) {
      watchdog.descendants().forEach(ProcessHandle::destroyForcibly);
      watchdog.destroyForcibly().waitFor();
    }
    nodes.forEach(ProcessHandle::destroyForcibly);
  }

  @Test
  void terminatedWatchdogEndsItsNodesAndLeavesNothing() throws Exception {
    Path log = start("ok");
    ProcessHandle owner = node(awaitLine(log, " serves"));
    ProcessHandle spare = node(awaitLine(log, " is ready,").replace("spare ", "node "));
    watchdogs.getFirst().toHandle().destroy();
    assertEquals(0, watchdogs.getFirst().waitFor());
    assertFalse(owner.isAlive());
    assertFalse(spare.isAlive());
    assertFalse(Files.exists(folder.resolve("control.sock")));
  }

  @Test
  void hangUpHasTheNodeReloadAndEndsNothing() throws Exception {
    Path log = start("ok alone");
    ProcessHandle owner = node(awaitLine(log, " serves"));
    SupervisorTest.signal("HUP", watchdogs.getFirst().pid());
    awaitLine(log, "SIGHUP: reloaded by " + owner.pid());
    assertTrue(owner.isAlive());
    watchdogs.getFirst().toHandle().destroy();
    assertEquals(0, watchdogs.getFirst().waitFor());
  }

  @Test
  void orphanOfAKilledWatchdogGoesOnAndIsAdoptedByTheNext() throws Exception {
    Path log = start("ok alone");
    ProcessHandle orphan = node(awaitLine(log, " serves"));
    watchdogs.getFirst().destroyForcibly().waitFor();
    awaitLine(log, "is an orphan");
    Path next = start("ok alone");
    String adopted = awaitLine(next, "is adopted");
    assertEquals(orphan.pid(), Watched.pid(adopted));
    awaitLine(next, "has handed over");
    ProcessHandle successor = node(awaitLine(next, " serves"));
    assertTrue(orphan.onExit().get(30, TimeUnit.SECONDS).pid() > 0);
    watchdogs.getLast().toHandle().destroy();
    assertEquals(0, watchdogs.getLast().waitFor());
    assertFalse(successor.isAlive());
    assertFalse(Files.exists(folder.resolve("supervisor.sock")));
  }

  @Test
  void orphanThatHangsIsKilledByTheNextWatchdog() throws Exception {
    Path log = start("ok alone");
    ProcessHandle orphan = node(awaitLine(log, " serves"));
    watchdogs.getFirst().destroyForcibly().waitFor();
    awaitLine(log, "is an orphan");
    new ProcessBuilder("kill", "-STOP", Long.toString(orphan.pid())).start().waitFor();
    Path next = start("ok alone");
    String killed = awaitLine(next, "it is killed");
    assertTrue(killed.contains("process " + orphan.pid() + " does not say"), killed);
    assertTrue(orphan.onExit().get(30, TimeUnit.SECONDS).pid() > 0);
    assertTrue(node(awaitLine(next, " serves")).isAlive());
  }

  @Test
  void secondWatchdogOnAFolderIsRefused() throws Exception {
    Path log = start("ok alone");
    ProcessHandle owner = node(awaitLine(log, " serves"));
    Path second = start("ok alone");
    String refused = awaitLine(second, "another watchdog");
    assertTrue(refused.contains("process " + watchdogs.getFirst().pid() + ","), refused);
    assertEquals(1, watchdogs.getLast().waitFor());
    assertTrue(owner.isAlive());
  }

  @Test
  void exitCodeOfAFailedStartIsTheNodes() throws Exception {
    start("exit 78");
    assertEquals(78, watchdogs.getFirst().waitFor());
  }

  @Test
  void noCommandIsUsage() throws Exception {
    launch(List.of());
    assertEquals(2, watchdogs.getFirst().waitFor());
  }

  @Test
  void commandThatCannotBeStartedIsOneLine() throws Exception {
    Path log = launch(List.of("/missing/java"));
    assertEquals(1, watchdogs.getFirst().waitFor());
    List<String> lines = Files.readAllLines(log);
    assertEquals(1, lines.size(), lines::toString);
    assertTrue(lines.getFirst().contains("cannot start the node: "), lines::toString);
  }

  private Path start(String how) throws IOException {
    Watched.tell(folder, how);
    return launch(Watched.command(folder));
  }

  private Path launch(List<String> node) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                "env", // whoever began the tests may ignore it, and a JVM leaves it so then
                "--default-signal=HUP",
                ProcessHandle.current().info().command().orElseThrow(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
    command.addAll(node);
    Path log = folder.resolve("log-" + watchdogs.size());
    watchdogs.add(
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start());
    return log;
  }

  /** The last line with that text, as soon as there is one. */
  private static String awaitLine(Path log, String text) throws IOException {
    long begin = System.nanoTime();
    while (true) {
      List<String> lines = Files.readAllLines(log);
      Optional<String> found = lines.reversed().stream().filter(l -> l.contains(text)).findFirst();
      if (found.isPresent()) {
        return found.get();
      }
      if (System.nanoTime() - begin > GENEROUS.toNanos()) {
        throw new AssertionError("no '" + text + "' in " + lines);
      }
      LockSupport.parkNanos(LOOK.toNanos());
    }
  }

  private ProcessHandle node(String line) {
    ProcessHandle node = ProcessHandle.of(Watched.pid(line)).orElseThrow();
    nodes.add(node);
    return node;
  }
}
