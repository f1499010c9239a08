package dev.fairlead.proxy.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.fairlead.watchdog.control.ControlClient;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * One node of a test cluster as real processes: its configuration, its watchdog or itself, its API.
 *
 * <p>Confined to the test's thread, but for {@link #transact} and {@link #get}.
 */
final class NodeProcess implements AutoCloseable {
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final int HTTP_PORT = 8080;
  private static final int TCP_PORT = 5432;
  private static final int ADMIN_PORT = 7400;

  final String region;
  final String address;
  final Path data;
  private final Path config;
  private final Path log;
  private Process process;

  private NodeProcess(String region, String address, Path folder) {
    this.region = region;
    this.address = address;
    this.data = folder.resolve("data");
    this.config = folder.resolve("fairlead.toml");
    this.log = folder.resolve("node.log");
  }

  /**
   * Writes the configuration; {@code join} is another node's address, or this one's for the first.
   */
  static NodeProcess configure(Path root, String region, String address, String join, Path key) {
    NodeProcess node = new NodeProcess(region, address, root.resolve(region));
    String text =
        """
        node = { name = "%1$s-1", region = "%1$s", data = "%2$s" }
        control = { debug = true }
        watchdog = { spare = false }
        admin = { bind = "%3$s:7400" }
        cluster = { key_file = "%4$s" }
        gossip = { bind = "%3$s:7401", join = ["%5$s:7401"], profile = "local" }
        backhaul = { bind = "%3$s:7402" }
        listen = [{ name = "web", bind = "%3$s:8080", protocol = "http" },
                  { name = "echo", bind = "%3$s:5432", protocol = "tcp" }]
        """
            .formatted(region, node.data, address, key, join);
    try {
      Files.createDirectories(node.data);
      Files.writeString(node.config, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return node;
  }

  /** Starts the node under its watchdog. */
  NodeProcess startSupervised() {
    List<String> command =
        new ArrayList<>(
            java("--enable-native-access=ALL-UNNAMED", "-Xmx32m", "dev.fairlead.watchdog.Main"));
    command.addAll(nodeCommand());
    command.add("--link");
    return start(command);
  }

  /** Starts the node alone. */
  NodeProcess startAlone() {
    return start(nodeCommand());
  }

  private List<String> nodeCommand() {
    List<String> command =
        new ArrayList<>(
            java(
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-Dio.netty.leakDetection.level=paranoid",
                "-Xmx256m",
                "dev.fairlead.proxy.cli.Main"));
    command.addAll(List.of("node", "-c", config.toString()));
    return command;
  }

  private static List<String> java(String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.addAll(List.of(arguments));
    return command;
  }

  private NodeProcess start(List<String> command) {
    try {
      process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
              .redirectInput(ProcessBuilder.Redirect.PIPE)
              .start();
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits until the node says it can route. */
  void awaitReady() {
    Eventually.holds(
        () -> region + " is ready; its log:\n" + log(), () -> status("/readyz") == 200);
  }

  /** The HTTP status of an admin path; -1 while nothing answers. */
  int status(String path) {
    try {
      HttpRequest request =
          HttpRequest.newBuilder(admin(path)).timeout(Duration.ofSeconds(2)).build();
      return HTTP.send(request, BodyHandlers.ofString()).statusCode();
    } catch (IOException e) {
      return -1;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Runs one SQL statement through the API and returns the answer's status. */
  int transact(String sql) {
    return transact(sql, Duration.ofSeconds(10));
  }

  /** Runs one SQL statement through the API; -1 when no answer came. */
  int transact(String sql, Duration timeout) {
    HttpRequest request =
        HttpRequest.newBuilder(admin("/v1/transactions"))
            .timeout(timeout)
            .header("content-type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString("[\"" + sql.replace("\"", "\\\"") + "\"]"))
            .build();
    try {
      return HTTP.send(request, BodyHandlers.ofString()).statusCode();
    } catch (IOException e) {
      return -1;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The NDJSON answer to a query through the API. */
  String query(String sql) {
    HttpRequest request =
        HttpRequest.newBuilder(admin("/v1/queries"))
            .timeout(Duration.ofSeconds(10))
            .header("content-type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString("\"" + sql + "\""))
            .build();
    try {
      return HTTP.send(request, BodyHandlers.ofString()).body();
    } catch (IOException e) {
      return "";
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private URI admin(String path) {
    return URI.create("http://" + address + ":" + ADMIN_PORT + path);
  }

  /** A request to the HTTP listener. */
  RawHttp.Response get(String host, String path) {
    return RawHttp.get(address, HTTP_PORT, host, path);
  }

  /** Where the TCP listener is. */
  int tcpPort() {
    return TCP_PORT;
  }

  /** Where the HTTP listener is. */
  int httpPort() {
    return HTTP_PORT;
  }

  /** One control command; empty when nothing answered. */
  List<String> control(String command) {
    try (ControlClient client =
        ControlClient.connect(data.resolve("control.sock"), Duration.ofSeconds(2))) {
      return client.ask(command, Duration.ofSeconds(5));
    } catch (IOException e) {
      return List.of();
    }
  }

  /** Process id of the node itself, from {@code show info}; -1 while nothing answers. */
  long pid() {
    String info = String.join("\n", control("show info --json"));
    int at = info.indexOf("\"pid\":");
    return at < 0
        ? -1
        : Long.parseLong(info.substring(at + 6).replaceAll("(?s)^\\s*(\\d+).*", "$1"));
  }

  /** Sends a signal to a process this node started. */
  static void signal(String signal, long pid) {
    try {
      new ProcessBuilder("kill", "-" + signal, Long.toString(pid)).inheritIO().start().waitFor();
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The evidence folders there are. */
  List<Path> evidence() {
    File[] folders = data.resolve("evidence").toFile().listFiles(File::isDirectory);
    return folders == null
        ? List.of()
        : List.of(folders).stream().map(File::toPath).sorted().toList();
  }

  /** What the node and its watchdog wrote so far. */
  String log() {
    try {
      return Files.exists(log) ? Files.readString(log, UTF_8) : "";
    } catch (IOException e) {
      return e.toString();
    }
  }

  /** Whether the started process runs. */
  boolean running() {
    return process.isAlive();
  }

  /** Kills the started process at once and waits for its end. */
  void kill() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    awaitEnd();
  }

  @Override
  public void close() {
    if (process == null) {
      return;
    }
    process.descendants().forEach(child -> signal("CONT", child.pid()));
    process.destroy();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        kill();
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    if (log().contains("LEAK: ")) {
      throw new AssertionError(region + " lost a buffer; its log:\n" + log());
    }
  }

  private void awaitEnd() {
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
