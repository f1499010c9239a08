package dev.fairlead.proxy.demo;

import dev.fairlead.watchdog.control.ControlClient;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;

/**
 * One region's node and its watchdog: a process of its own with a child, as {@code fairlead run}
 * starts it. Thread-safe.
 */
final class DemoNode implements AutoCloseable {
  private static final Duration ANSWER = Duration.ofSeconds(2);
  private static final Duration STOP = Duration.ofSeconds(25);

  private final Region region;
  private final Path folder;
  private final Process watchdog;
  private final AdminApi api;

  private DemoNode(Region region, Path folder, Process watchdog, HttpClient http) {
    this.region = region;
    this.folder = folder;
    this.watchdog = watchdog;
    this.api = new AdminApi(http, "http://" + region.host() + ":" + Region.ADMIN_PORT);
  }

  /**
   * Starts it.
   *
   * @param folder of this node: holds its configuration, its data, its log
   */
  static DemoNode start(NodeConfig config, Path folder, HttpClient http) throws IOException {
    Files.createDirectories(folder);
    Path file = Files.writeString(folder.resolve("fairlead.toml"), config.text());
    Path log = folder.resolve("node.log");
    Process watchdog =
        new ProcessBuilder(RunCommandLine.of(file))
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    return new DemoNode(config.region(), folder, watchdog, http);
  }

  Region region() {
    return region;
  }

  AdminApi api() {
    return api;
  }

  /** Log of watchdog and node. */
  Path log() {
    return folder.resolve("node.log");
  }

  /** Its {@code node.data}. */
  Path data() {
    return folder.resolve("data");
  }

  /** Control socket of the node. */
  Path socket() {
    return data().resolve("control.sock");
  }

  /** Whether its watchdog has not ended. */
  boolean alive() {
    return watchdog.isAlive();
  }

  /** Lines of the log that contain a text. */
  List<String> logLines(String text) throws IOException {
    try (Stream<String> lines = Files.lines(log())) {
      return lines.filter(line -> line.contains(text)).toList();
    }
  }

  /** One command over the control socket. */
  List<String> ask(String command) throws IOException {
    try (ControlClient client = ControlClient.connect(socket(), ANSWER)) {
      return client.ask(command, ANSWER);
    }
  }

  /** One command whose answer does not matter, since it may never come. */
  void tell(String command) throws IOException {
    try (ControlClient client = ControlClient.connect(socket(), ANSWER)) {
      client.send(command, ANSWER);
      client.await(Duration.ofMillis(100));
    }
  }

  /** Process id of the node; -1 while none answers. */
  long pid() {
    try {
      String json = ask("show info --json").getFirst();
      return new JsonMapper().readTree(json).path("pid").asLong(-1);
    } catch (IOException | RuntimeException notYet) {
      return -1;
    }
  }

  /** Whether a ping goes through the whole node. */
  boolean answers() {
    try {
      return ask("ping").getFirst().startsWith("pong");
    } catch (IOException | RuntimeException notYet) {
      return false;
    }
  }

  /** Stops the watchdog, which stops its node; ends both the hard way when that takes too long. */
  @Override
  public void close() {
    List<ProcessHandle> nodes = watchdog.descendants().toList();
    watchdog.destroy();
    try {
      if (!watchdog.waitFor(STOP.toSeconds(), TimeUnit.SECONDS)) {
        watchdog.destroyForcibly();
      }
    } catch (InterruptedException hurry) {
      watchdog.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    nodes.forEach(ProcessHandle::destroyForcibly);
  }

  /** Asks it to stop, without waiting; {@link #close} waits. */
  void stop() {
    watchdog.destroy();
  }
}
