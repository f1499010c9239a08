package dev.fairlead.proxy.cli;

import com.sun.net.httpserver.HttpServer;
import dev.fairlead.proxy.config.ConfigException;
import dev.fairlead.proxy.config.Settings;
import dev.fairlead.proxy.config.SettingsReader;
import dev.fairlead.proxy.listen.Sockets;
import dev.fairlead.watchdog.control.ControlClient;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;

/**
 * Lives a node's life twice, in a temporary folder: first as the node that starts alone, writes and
 * answers, then as the spare that follows it, takes over and serves.
 *
 * <p>The launcher runs it while the JVM records which classes to keep ready and which methods are
 * used, so that later starts are faster. It does everything through the link and the sockets a real
 * node is used by.
 */
@Command(
    name = "rehearse",
    hidden = true,
    description = "Runs a node for a moment, to train the start-up cache.")
final class RehearseCommand implements Callable<Integer> {
  private static final Duration LIMIT = Duration.ofSeconds(10);

  private static final int REQUESTS = 200;

  private static final String CONFIG =
      """
      [node]
      name = "rehearsal"
      region = "here"
      data = "data"
      [admin]
      bind = "127.0.0.1:0"
      [gossip]
      bind = "127.0.0.1:0"
      profile = "local"
      [backhaul]
      bind = "127.0.0.1:0"
      [[listen]]
      name = "web"
      bind = "127.0.0.1:0"
      """;

  @Override
  public Integer call() throws IOException, ConfigException {
    Path folder = Files.createTempDirectory("fairlead-rehearsal");
    HttpServer origin =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    origin.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    origin.start();
    try {
      live(Files.writeString(folder.resolve("fairlead.toml"), CONFIG), origin.getAddress());
    } finally {
      origin.stop(0);
      delete(folder);
    }
    return ExitCode.DONE;
  }

  private static void live(Path config, InetSocketAddress origin)
      throws IOException, ConfigException {
    Settings settings = new SettingsReader().read(config);
    try (RehearsalWatchdog watchdog = new RehearsalWatchdog()) {
      try (RehearsalWatchdog.Life first = watchdog.begin(settings)) {
        first.tell("serve");
        first.tell("own");
        first.await("owning");
        write(watchdog.port(Sockets.ADMIN), origin);
        use(watchdog, settings);
      }
      try (RehearsalWatchdog.Life spare = watchdog.begin(settings)) {
        spare.await("ready");
        spare.tell("serve");
        spare.await("serving");
        request(watchdog.port(Sockets.listener("web")));
        spare.tell("own");
        spare.await("owning");
        use(watchdog, settings);
      }
    }
  }

  private static void write(int admin, InetSocketAddress origin) {
    Api api = new Api("http://127.0.0.1:" + admin, "");
    api.change("INSERT INTO service (id) VALUES ('web')", List.of());
    api.change("INSERT INTO route (id, service) VALUES ('r', 'web')", List.of());
    api.change(
        "INSERT INTO instance (id, service, endpoint) VALUES ('i', 'web', ?)",
        List.of("127.0.0.1:" + origin.getPort()));
    api.query("SELECT * FROM instance", List.of());
  }

  private static void use(RehearsalWatchdog watchdog, Settings settings) throws IOException {
    for (int i = 0; i < REQUESTS; i++) {
      request(watchdog.port(Sockets.listener("web")));
    }
    try (var control = ControlClient.connect(settings.control().socket(), LIMIT)) {
      control.ask("ping --json", LIMIT);
      control.ask("ping", LIMIT);
      control.ask("show info", LIMIT);
    }
  }

  private static void request(int port) throws IOException {
    URI uri = URI.create("http://127.0.0.1:" + port + "/");
    HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
    connection.setConnectTimeout((int) LIMIT.toMillis());
    connection.setReadTimeout((int) LIMIT.toMillis());
    try {
      int status = connection.getResponseCode();
      if (status != 200) {
        throw CommandFailed.failed("the rehearsed request was answered " + status);
      }
    } finally {
      connection.disconnect();
    }
  }

  private static void delete(Path folder) throws IOException {
    List<Path> files;
    try (Stream<Path> walk = Files.walk(folder)) {
      files = walk.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path file : files) {
      Files.delete(file);
    }
  }
}
