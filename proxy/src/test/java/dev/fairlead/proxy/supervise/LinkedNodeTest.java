package dev.fairlead.proxy.supervise;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import dev.fairlead.watchdog.control.ControlClient;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real node processes at the end of a link, told what to do by the test. */
final class LinkedNodeTest {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  @TempDir private Path folder;
  private HttpServer origin;
  private StandIn watchdog;

  @BeforeEach
  void start() throws Exception {
    origin = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    origin.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    origin.start();
    watchdog =
        new StandIn(
            Files.writeString(
                folder.resolve("fairlead.toml"),
                """
                [node]
                name = "waw-1"
                region = "waw"
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
                """));
  }

  @AfterEach
  void end() {
    watchdog.close();
    origin.stop(0);
  }

  @Test
  void anOwnerServesOnSocketsItWasGiven() throws Exception {
    LinkedChild owner = owner();
    route();
    assertEquals(200, get());
    try (var control = ControlClient.connect(control(), LIMIT)) {
      String info = String.join("\n", control.ask("show info", LIMIT));
      assertTrue(info.contains("127.0.0.1:" + watchdog.address("listen.web").getPort()), info);
    }
    assertTrue(
        Files.readString(watchdog.log())
            .contains("admin 127.0.0.1:" + watchdog.address("admin").getPort()));
    owner.send("handover");
    owner.await("released");
    owner.awaitEnd();
    assertTrue(Files.exists(control()), "the watchdog's file");
  }

  private LinkedChild owner() throws Exception {
    LinkedChild child = watchdog.start();
    child.send("serve");
    child.send("own");
    child.await("hello");
    child.await("serving");
    child.await("owning");
    return child;
  }

  private Path control() {
    return folder.resolve("data/control.sock");
  }

  private void route() throws Exception {
    write("INSERT INTO service (id) VALUES ('web')");
    write("INSERT INTO route (id, service) VALUES ('r', 'web')");
    write(
        "INSERT INTO instance (id, service, endpoint) VALUES ('i', 'web', '127.0.0.1:%d')"
            .formatted(origin.getAddress().getPort()));
  }

  private void write(String sql) throws Exception {
    HttpURLConnection http = open("admin", "/v1/transactions");
    http.setRequestMethod("POST");
    http.setRequestProperty("Content-Type", "application/json");
    http.setDoOutput(true);
    http.getOutputStream().write(("[\"" + sql + "\"]").getBytes(StandardCharsets.UTF_8));
    assertEquals(200, http.getResponseCode());
    http.getInputStream().readAllBytes();
  }

  private int get() throws Exception {
    return open("listen.web", "/").getResponseCode();
  }

  private HttpURLConnection open(String socket, String path) throws Exception {
    String url = "http://127.0.0.1:" + watchdog.address(socket).getPort() + path;
    HttpURLConnection http = (HttpURLConnection) URI.create(url).toURL().openConnection();
    http.setReadTimeout((int) LIMIT.toMillis());
    return http;
  }
}
