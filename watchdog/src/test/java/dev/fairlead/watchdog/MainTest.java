package dev.fairlead.watchdog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The watchdog as the process it is: its signals, its exit codes, no orphan behind it. */
@Timeout(60)
final class MainTest {
  @TempDir Path folder;
  private Process watchdog;

  @AfterEach
  void end() throws InterruptedException {
    if (watchdog != null) {
      watchdog.descendants().forEach(ProcessHandle::destroyForcibly);
      watchdog.destroyForcibly().waitFor();
    }
  }

  @Test
  void terminatedWatchdogEndsItsNodeAndSaysZero() throws Exception {
    start("ok");
    ProcessHandle node = awaitServing();
    watchdog.toHandle().destroy();
    assertEquals(0, watchdog.waitFor());
    assertTrue(node.onExit().isDone() || !node.isAlive());
  }

  @Test
  void killedWatchdogLeavesNoOrphan() throws Exception {
    start("ok");
    ProcessHandle node = awaitServing();
    watchdog.destroyForcibly().waitFor();
    node.onExit().get(30, TimeUnit.SECONDS);
    assertTrue(Files.exists(folder.resolve("stopped-by-stdin")));
  }

  @Test
  void exitCodeOfAFailedStartIsTheNodes() throws Exception {
    start("exit", "78");
    assertEquals(78, watchdog.waitFor());
  }

  @Test
  void noCommandIsUsage() throws Exception {
    watchdog =
        new ProcessBuilder(List.of(java(), "-cp", classPath(), Main.class.getName())).start();
    assertEquals(2, watchdog.waitFor());
  }

  @Test
  void commandThatCannotBeStartedIsOneLine() throws Exception {
    watchdog =
        new ProcessBuilder(
                List.of(java(), "-cp", classPath(), Main.class.getName(), "/missing/java"))
            .redirectErrorStream(true)
            .start();
    String said = new String(watchdog.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(1, watchdog.waitFor());
    assertTrue(said.startsWith("fairlead watchdog: cannot start the node: "), said);
    assertEquals(1, said.lines().count());
  }

  private void start(String... how) throws IOException {
    List<String> command = new ArrayList<>();
    command.addAll(List.of(java(), "-XX:TieredStopAtLevel=1", "-cp", classPath()));
    command.add(Main.class.getName());
    command.addAll(SupervisorTest.command(folder, how));
    watchdog = new ProcessBuilder(command).redirectErrorStream(true).start();
  }

  private ProcessHandle awaitServing() throws IOException {
    BufferedReader log = watchdog.inputReader(StandardCharsets.UTF_8);
    for (String line = log.readLine(); line != null; line = log.readLine()) {
      if (line.contains(" serves")) {
        return watchdog.children().findFirst().orElseThrow();
      }
    }
    throw new AssertionError("the watchdog ended before its node served");
  }

  private static String java() {
    return ProcessHandle.current().info().command().orElseThrow();
  }

  private static String classPath() {
    return System.getProperty("java.class.path");
  }
}
