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
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A whole node in this process, on free ports of the loopback address. */
public final class RunningNode implements AutoCloseable {
  /** Generous: only reached when something is broken. */
  public static final Duration LIMIT = Duration.ofSeconds(30);

  private final Path config;
  private final Settings settings;
  private final Lifecycle lifecycle = new Lifecycle();
  private final Node node;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(LIMIT).build();

  private boolean closed;

  private RunningNode(Path config) throws ConfigException {
    this.config = config;
    this.settings = new SettingsReader().read(config);
    this.node = Node.start(settings, lifecycle);
  }

  /** Starts one in {@code folder}; {@code more} is added to its configuration. */
  public static RunningNode start(Path folder, String more) throws IOException, ConfigException {
    return start(folder, "waw-1", "", more);
  }

  /** Starts one named {@code REGION-N} in {@code folder}, in the cluster of {@code other}. */
  public static RunningNode join(Path folder, String name, RunningNode other)
      throws IOException, ConfigException {
    Matcher address = Pattern.compile("\"gossip\":(\"[^\"]+\")").matcher("");
    while (!address.find()) { // it is its own first member as soon as its gossip loop runs
      address.reset(other.ask("show members --json").getFirst());
    }
    return start(folder, name, address.group(1), "[admin]\nbind = \"127.0.0.1:0\"\n");
  }

  private static RunningNode start(Path folder, String name, String join, String more)
      throws IOException, ConfigException {
    Path config = folder.resolve("fairlead.toml");
    Files.writeString(
        config,
        """
        [node]
        name = "%s"
        region = "%s"
        data = "data"
        [gossip]
        bind = "127.0.0.1:0"
        join = [%s]
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
                .formatted(name, name.substring(0, name.indexOf('-')), join)
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

  /** Ends as if told to: the others hear that it left. */
  public void leave() {
    close();
  }

  /** Closing twice does nothing. */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    node.close();
    http.close();
  }
}
