package dev.fairlead.watchdog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.watchdog.control.ControlClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the watchdog does with real processes that hang, stop, die and refuse to start. */
final class SupervisorTest {
  private static final Duration GENEROUS = Duration.ofSeconds(30);

  @TempDir Path created;
  private Path folder;
  private final Lines out = new Lines();
  private final Lines err = new Lines();
  private final CompletableFuture<Integer> exit = new CompletableFuture<>();
  private Supervisor supervisor;

  @BeforeEach
  void folderWithASpace() throws IOException {
    folder = Files.createDirectory(created.resolve("a +b"));
  }

  @AfterEach
  void stop() throws Exception {
    if (supervisor != null) {
      supervisor.stop();
      exit.get(30, TimeUnit.SECONDS);
    }
  }

  @Test
  void partThatIsStuckIsNamedAndTheNodeReplaced() throws Exception {
    supervise("ok");
    long victim = servingPid(1);
    ask("stuck lock catalog held by writer since 12 s");
    String why = err.await("evidence:", 1);
    assertTrue(why.contains("node " + victim + " stuck for "), why);
    assertTrue(why.contains("lock catalog held by writer since 12 s"), why);
    assertNotEquals(victim, servingPid(2));
    assertTrue(err.await("serves again", 1).contains("ms without a good answer"));
    Path evidence = evidence("stuck");
    assertTrue(read(evidence, "reason.txt").contains("lock catalog held by writer since 12 s"));
    assertTrue(read(evidence, "reason.txt").contains("pong 1 ms"));
    assertTrue(read(evidence, "threads.txt").contains("\"serve\""));
    assertEquals("catalog 0x8 writer catalog-install\n", read(evidence, "locks.txt"));
    assertTrue(read(evidence, "loops.txt").startsWith("loop-0  460  worker-1"));
    assertTrue(read(evidence, "reason.txt").contains("late: loop-0 460 worker-1 at example.Hang"));
    assertEquals("pid " + victim + "\n", read(evidence, "info.txt"));
    assertTrue(read(evidence, "proc.txt").contains("VmRSS"));
    assertTrue(out.containing("Full thread dump").isEmpty());
  }

  @Test
  void nodeThatStopsAnsweringIsReplacedWithItsLastWordsKept() throws Exception {
    supervise("ok");
    long victim = servingPid(1);
    tell("stop answering");
    String why = err.await("evidence:", 1);
    assertTrue(why.contains("node " + victim + " silent for "), why);
    servingPid(2);
    Path evidence = evidence("silent");
    assertTrue(read(evidence, "log.txt").contains("the last words"));
    assertTrue(read(evidence, "threads.txt").contains("\"serve\""));
    assertTrue(read(evidence, "locks.txt").contains("no answer to 'show locks --stacks'"));
  }

  @Test
  void stoppedProcessIsReplacedAndItsThreadsListedByTheKernel() throws Exception {
    supervise("ok");
    long victim = servingPid(1);
    assertEquals(0, new ProcessBuilder("/bin/kill", "-STOP", "" + victim).start().waitFor());
    err.await("stopped by a signal", 1);
    assertNotEquals(victim, servingPid(2));
    Path evidence = evidence("stopped");
    assertTrue(read(evidence, "reason.txt").contains("stopped (state T)"));
    assertTrue(read(evidence, "threads.txt").contains(" T  serve"));
    assertFalse(ProcessHandle.of(victim).map(ProcessHandle::isAlive).orElse(false));
  }

  @Test
  void nodeThatDiesIsReplacedAtOnce() throws Exception {
    supervise("ok");
    long victim = servingPid(1);
    tell("crash");
    assertTrue(err.await("evidence:", 1).contains("node " + victim + " gone: exit code 3"));
    servingPid(2);
    assertTrue(read(evidence("gone"), "log.txt").contains("fake node up, pid " + victim));
  }

  @Test
  void hopelessStartIsNotTriedAgain() throws Exception {
    supervise("exit", "78");
    assertEquals(78, exit.get(30, TimeUnit.SECONDS));
    err.await("told to exit", 1);
    assertEquals(1, err.containing("told to exit").size());
  }

  @Test
  void missingNeedAfterTheFirstLineIsNotTriedAgain() throws Exception {
    supervise("crash", "69");
    assertEquals(69, exit.get(30, TimeUnit.SECONDS));
  }

  @Test
  void crashLoopBacksOff() throws Exception {
    supervise("crash", "134"); // aborted
    assertTrue(err.await("starting another", 1).endsWith("starting another now"));
    assertTrue(err.await("starting another", 2).endsWith("starting another now"));
    assertTrue(err.await("starting another", 3).endsWith("starting another in 1 s"));
  }

  @Test
  void stopOverTheControlSocketEndsTheWatchdogToo() throws Exception {
    supervise("ok");
    servingPid(1);
    tell("stop");
    assertEquals(0, exit.get(30, TimeUnit.SECONDS));
  }

  @Test
  void stoppedNodeIsHeardToTheEnd() throws Exception {
    supervise("ok");
    servingPid(1);
    supervisor.stop();
    assertEquals(0, exit.get(30, TimeUnit.SECONDS));
    assertEquals(1, out.containing("good-bye").size());
    assertFalse(Files.exists(folder.resolve("stopped-by-stdin")));
  }

  @Test
  void stopBeforeTheFirstLineEndsTheNode() throws Exception {
    supervise("mute");
    out.await("not a first line", 1);
    supervisor.stop();
    assertEquals(0, exit.get(30, TimeUnit.SECONDS));
  }

  private void supervise(String... how) {
    supervisor =
        new Supervisor(command(folder, how), new Journal(err.stream()), out.stream(), err.stream());
    Thread.ofPlatform()
        .name("supervisor")
        .start(() -> {
          try {
            exit.complete(supervisor.run());
          } catch (IOException | InterruptedException | RuntimeException failed) {
            exit.completeExceptionally(failed);
          }
        });
  }

  static List<String> command(Path folder, String... how) {
    List<String> node =
        List.of(
            ProcessHandle.current().info().command().orElseThrow(),
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            FakeNode.class.getName(),
            folder.toString());
    return Stream.concat(node.stream(), Stream.of(how)).toList();
  }

  /** Process id of the n-th node that served. */
  private long servingPid(int n) throws InterruptedException {
    String line = err.await(" serves", n);
    return Long.parseLong(line.replaceAll(".* node (\\d+) serves.*", "$1"));
  }

  private List<String> ask(String command) throws IOException {
    try (ControlClient client = ControlClient.connect(folder.resolve("control.sock"), GENEROUS)) {
      return client.ask(command, GENEROUS);
    }
  }

  /** For commands that are not answered. */
  private void tell(String command) throws IOException {
    try (ControlClient client = ControlClient.connect(folder.resolve("control.sock"), GENEROUS)) {
      client.send(command, GENEROUS);
      client.await(Duration.ofSeconds(1));
    } catch (IOException hungUp) {
      // It did as told.
    }
  }

  private Path evidence(String word) throws IOException {
    try (Stream<Path> folders = Files.list(folder.resolve("evidence"))) {
      return folders.filter(f -> f.toString().endsWith("-" + word)).findFirst().orElseThrow();
    }
  }

  private static String read(Path evidence, String file) throws IOException {
    return Files.readString(evidence.resolve(file));
  }
}
