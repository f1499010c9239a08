package dev.fairlead.proxy;

import dev.fairlead.proxy.config.ConfigException;
import dev.fairlead.proxy.config.Settings;
import dev.fairlead.proxy.config.SettingsReader;
import dev.fairlead.proxy.control.Lifecycle;
import dev.fairlead.watchdog.control.ControlClient;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A whole node in this process, alone in its cluster, on free ports of the loopback address. */
public final class RunningNode implements AutoCloseable {
  /** Generous: only reached when something is broken. */
  public static final Duration LIMIT = Duration.ofSeconds(30);

  private final Path config;
  private final Settings settings;
  private final Lifecycle lifecycle = new Lifecycle();
  private final Node node;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(LIMIT).build();

  private RunningNode(Path config) throws ConfigException {
    this.config = config;
    this.settings = new SettingsReader().read(config);
    this.node = Node.start(settings, lifecycle);
  }

  /** Starts one in {@code folder}; {@code more} is added to its configuration. */
  public static RunningNode start(Path folder, String more) throws IOException, ConfigException {
    Path config = folder.resolve("fairlead.toml");
    Files.writeString(
        config,
        """
        [node]
        name = "waw-1"
        region = "waw"
        data = "data"
        [gossip]
        bind = "127.0.0.1:0"
        profile = "local"
        [backhaul]
        bind = "127.0.0.1:0"
        [[listen]]
        name = "web"
        bind = "127.0.0.1:0"
        [[listen]]
        name = "raw"
        bind = "127.0.0.1:0"
        protocol = "tcp"
        """
            + more);
    return new RunningNode(config);
  }

  /** Its configuration file. */
  public Path config() {
    return config;
  }

  /** Its stage. */
  public Lifecycle lifecycle() {
    return lifecycle;
  }

  /** The node itself. */
  public Node node() {
    return node;
  }

  /** {@code http://127.0.0.1:PORT} of its API. */
  public String api() {
    return "http://127.0.0.1:" + node.adminAddress().getPort();
  }

  /** Asks its control socket. */
  public List<String> ask(String command) throws IOException {
    try (ControlClient client = ControlClient.connect(settings.control().socket(), LIMIT)) {
      return client.ask(command, LIMIT);
    }
  }

  /** Sends a request to the API. */
  public HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return http.send(request.timeout(LIMIT).build(), HttpResponse.BodyHandlers.ofString());
  }

  /** A GET to the API. */
  public HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return send(HttpRequest.newBuilder(URI.create(api() + path)));
  }

  /** A POST of JSON to the API. */
  public HttpResponse<String> post(String path, String json)
      throws IOException, InterruptedException {
    return send(
        HttpRequest.newBuilder(URI.create(api() + path))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(json)));
  }

  @Override
  public void close() {
    node.close();
    http.close();
  }
}
