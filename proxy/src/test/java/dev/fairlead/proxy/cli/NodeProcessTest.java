package dev.fairlead.proxy.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.watchdog.control.ControlClient;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code fairlead node} as a process of its own: its streams, signals and exit codes. */
final class NodeProcessTest {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  @TempDir Path folder;
  private final List<Process> started = new ArrayList<>();

  @AfterEach
  void end() {
    started.forEach(Process::destroyForcibly);
  }

  private Process start(String admin, String... flags) throws IOException {
    Path config = folder.resolve("fairlead.toml");
    Files.writeString(
        config,
        """
        [node]
        region = "waw"
        data = "da ta"
        [control]
        debug = true
        [admin]
        bind = "%s"
        [gossip]
        bind = "127.0.0.1:0"
        profile = "local"
        [backhaul]
        bind = "127.0.0.1:0"
        """
            .formatted(admin));
    List<String> command = new ArrayList<>();
    // Whoever began the tests may ignore it, and a JVM leaves it so then.
    command.addAll(List.of("env", "--default-signal=HUP"));
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    command.addAll(List.of("node", "-c", config.toString()));
    command.addAll(List.of(flags));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.to(err())).start();
    started.add(process);
    return process;
  }

  private File err() {
    return folder.resolve("err.txt").toFile();
  }

  private static void awaitLine(BufferedReader out, String part) throws IOException {
    String line = out.readLine();
    while (line != null && !line.contains(part)) {
      line = out.readLine();
    }
    assertTrue(line != null, "ended without saying " + part);
  }

  private static int exitCode(Process process) throws InterruptedException {
    assertTrue(process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS), "still running");
    return process.exitValue();
  }

  @Test
  void signalAndStopCommandBothEndItCleanly() throws Exception {
    Process process = start("127.0.0.1:0");
    awaitLine(process.inputReader(StandardCharsets.UTF_8), "serves region waw");
    process.destroy(); // SIGTERM
    assertEquals(0, exitCode(process));
    assertTrue(Files.notExists(folder.resolve("da ta/control.sock")));

    Process second = start("127.0.0.1:0");
    awaitLine(second.inputReader(StandardCharsets.UTF_8), "serves region waw");
    try (var control = ControlClient.connect(folder.resolve("da ta/control.sock"), LIMIT)) {
      assertEquals(List.of("stopping"), control.ask("stop", LIMIT));
    }
    assertEquals(0, exitCode(second));
  }

  @Test
  void hangUpReloadsAndEndsNothing() throws Exception {
    Process process = start("127.0.0.1:0");
    BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
    awaitLine(out, "serves region waw");
    Path config = folder.resolve("fairlead.toml");
    Files.writeString(config, Files.readString(config) + "[log]\nlevel = \"debug\"\n");
    String[] hangUp = {"kill", "-HUP", Long.toString(process.pid())};
    assertEquals(0, new ProcessBuilder(hangUp).start().waitFor());
    awaitLine(out, "applied: log.level (line 14); needs a restart: nothing");
    process.destroy();
    assertEquals(0, exitCode(process));
  }

  @Test
  void portInUseIsOneLineAndExitCodeOne() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      String admin = "127.0.0.1:" + taken.getLocalPort();
      Process process = start(admin);
      assertEquals(1, exitCode(process));
      assertEquals(
          List.of("fairlead: cannot bind admin " + admin + ": Address already in use"),
          Files.readAllLines(err().toPath()));
    }
  }

  @Test
  void damagedReplicaIsOneLineAndExitCodeOne() throws Exception {
    Files.createDirectories(folder.resolve("da ta"));
    Path replica = Files.writeString(folder.resolve("da ta/replica.db"), "no database ".repeat(99));
    assertEquals(1, exitCode(start("127.0.0.1:0")));
    assertEquals(
        List.of("fairlead: " + replica + ": file is not a database"),
        Files.readAllLines(err().toPath()));
  }
}
