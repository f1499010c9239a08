package dev.fairlead.stress.drill;

import dev.fairlead.proxy.Node;
import dev.fairlead.proxy.config.ConfigException;
import dev.fairlead.proxy.config.Settings;
import dev.fairlead.proxy.config.SettingsReader;
import dev.fairlead.proxy.control.Lifecycle;
import dev.fairlead.stress.node.NodeApi;
import dev.fairlead.watchdog.control.ControlClient;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The whole node of one region, in this process, asked and told things as an operator would: over
 * its control socket and its HTTP API.
 *
 * <p>Thread-safe.
 */
final class DrillNode implements AutoCloseable {
  /** Generous: only reached when something is broken. */
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private static final JsonMapper JSON = new JsonMapper();

  private final Region region;
  private final Settings settings;
  private final Node node;
  private final NodeApi api;

  /**
   * Starts it.
   *
   * @param folder for its configuration and data; exists
   * @param join gossip addresses of nodes that run
   */
  DrillNode(Region region, Path folder, List<String> join) throws IOException {
    this.region = region;
    Path config = folder.resolve("fairlead.toml");
    Files.writeString(config, configuration(region, join));
    try {
      this.settings = new SettingsReader().read(config);
    } catch (ConfigException e) {
      throw new IllegalStateException(e.getMessage(), e);
    }
    this.node = Node.start(settings, new Lifecycle());
    InetSocketAddress admin = node.adminAddress();
    this.api =
        new NodeApi("http://" + admin.getAddress().getHostAddress() + ":" + admin.getPort(), LIMIT);
  }

  private static String configuration(Region region, List<String> join) {
    return """
    [node]
    name = "%1$s-1"
    region = "%1$s"
    data = "data"
    [control]
    debug = true
    [admin]
    bind = "%2$s:0"
    [gossip]
    bind = "%2$s:0"
    join = [%3$s]
    profile = "local"
    [backhaul]
    bind = "%2$s:0"
    [catalog]
    max_bytes = "28KiB"
    [catalog.distance]
    %4$s
    [[listen]]
    name = "web"
    bind = "%2$s:0"
    protocol = "http"
    """
        .formatted(
            region.id(),
            region.host(),
            join.stream().map(address -> '"' + address + '"').collect(Collectors.joining(", ")),
            Arrays.stream(Region.values())
                .filter(other -> other != region)
                .map(other -> "%s = \"%dms\"".formatted(other.id(), region.millisTo(other)))
                .collect(Collectors.joining("\n")));
  }

  Region region() {
    return region;
  }

  /** Where clients connect. */
  InetSocketAddress proxy() {
    return node.listeners().getFirst().address();
  }

  /** Where the others reach its gossip; waits until its gossip loop has begun. */
  String gossipAddress() throws IOException {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (System.nanoTime() - deadline < 0) {
      for (JsonNode member : json("show members")) {
        if (member.path("name").asString().equals(settings.node().name())) {
          return member.path("gossip").asString();
        }
      }
      LockSupport.parkNanos(1_000_000);
    }
    throw new IllegalStateException("a node that does not know itself");
  }

  /** How many nodes it believes alive, itself included. */
  int alive() throws IOException {
    int alive = 0;
    for (JsonNode member : json("show members")) {
      alive += member.path("state").asString().equals("alive") ? 1 : 0;
    }
    return alive;
  }

  /** A command of the control socket: the lines of its answer. */
  List<String> control(String command) throws IOException {
    try (ControlClient client = ControlClient.connect(settings.control().socket(), LIMIT)) {
      return client.ask(command, LIMIT);
    }
  }

  /** A command of the control socket, as JSON. */
  JsonNode json(String command) throws IOException {
    return JSON.readTree(control(command + " --json").getFirst());
  }

  /** Writes one statement as a transaction; returns once it is durable here. */
  void write(Write write) throws IOException {
    api.execute(write.sql(), write.parameters().toArray());
  }

  /** The rows of a query, as text with blanks between the values. */
  List<String> rows(String sql) throws IOException {
    return api.rows(sql);
  }

  @Override
  public void close() {
    api.close();
    node.close();
  }

  /**
   * A statement.
   *
   * @param sql the text
   * @param parameters its positional parameters
   */
  record Write(String sql, List<Object> parameters) {
    static Write of(String sql, Object... parameters) {
      return new Write(sql, List.of(parameters));
    }
  }
}
