package dev.fairlead.proxy.supervise;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import dev.fairlead.watchdog.control.ControlClient;
import dev.fairlead.watchdog.ledger.NodePhase;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
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
                [control]
                debug = true
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

  @Test
  void aSpareTakesOverFromAHungNodeAndNobodyIsRefused() throws Exception {
    LinkedChild hung = owner();
    route();
    LinkedChild spare = watchdog.start();
    spare.await("ready");
    try (Load load = new Load(watchdog.address("listen.web"), 4, 0)) {
      load.awaitMore(100);
      signal("STOP", hung.pid());
      spare.send("serve");
      spare.await("serving");
      load.awaitMore(100); // the replica is locked by the other: routed by reading alone
      hung.kill();
      spare.send("own");
      spare.await("owning");
      write("INSERT INTO service (id) VALUES ('later')");
      load.awaitMore(100);
      // What the hung process had accepted died with it: at most one for each client.
      assertTrue(load.failures.size() <= 4, () -> load.failures.toString());
      assertTrue(
          load.failures.stream().noneMatch(failure -> failure.contains("refused")),
          () -> load.failures.toString());
    }
  }

  @Test
  void aHandoverUnderLoadFailsNoRequest() throws Exception {
    LinkedChild old = owner();
    route();
    LinkedChild next = watchdog.start();
    next.await("ready");
    try (Load load = new Load(watchdog.address("listen.web"), 3, 5)) {
      load.awaitMore(100);
      next.send("serve");
      next.await("serving");
      old.send("handover");
      old.await("released");
      next.send("own");
      next.await("owning");
      load.awaitMore(300);
      assertEquals(List.of(), List.copyOf(load.failures));
    }
    old.awaitEnd();
    write("INSERT INTO service (id) VALUES ('later')");
    assertEquals(200, get());
  }

  @Test
  void anOrphanServesOnUntilItIsAdoptedAndReplaced() throws Exception {
    LinkedChild orphan = owner();
    route();
    try (Load load = new Load(watchdog.address("listen.web"), 2, 2);
        StandIn second = new StandIn(folder.resolve("fairlead.toml"))) {
      watchdog.die();
      load.awaitMore(100);
      Path socket = folder.resolve("data/supervisor.sock");
      Eventually.exists(socket);
      LinkedChild adopted = second.adopt(folder.resolve("data"));
      adopted.await("all");
      assertEquals(orphan.pid(), adopted.pid());
      adopted.send("wait");
      LinkedChild next = second.start();
      next.await("ready");
      next.send("serve");
      next.await("serving");
      adopted.send("handover");
      adopted.await("released");
      next.send("own");
      next.await("owning");
      load.awaitMore(100);
      assertEquals(List.of(), List.copyOf(load.failures));
      adopted.awaitEnd();
      assertTrue(Files.notExists(socket));
    }
  }

  @Test
  void datagramsThatComeWhileNobodyReadsAreRead() throws Exception {
    LinkedChild first = owner();
    first.kill();
    try (DatagramSocket stranger = new DatagramSocket()) {
      for (int i = 0; i < 20; i++) {
        stranger.send(new DatagramPacket(new byte[] {1}, 1, watchdog.address("gossip.udp")));
      }
    }
    owner();
    Eventually.holds(() -> metric("fairlead_swim_datagrams_dropped_total") >= 20);
  }

  @Test
  void aProcessThatServesForADeadNodeBecomesTheNodeWhenItsWatchdogDiesToo() throws Exception {
    LinkedChild dead = owner();
    route();
    LinkedChild serving = watchdog.start();
    serving.await("ready");
    dead.kill();
    serving.send("serve");
    serving.await("serving");
    InetSocketAddress web = watchdog.address("listen.web");
    watchdog.die();
    Eventually.exists(folder.resolve("data/supervisor.sock"));
    try (var control = ControlClient.connect(control(), LIMIT);
        Load load = new Load(web, 1, 0)) {
      assertTrue(control.ask("ping", LIMIT).getFirst().startsWith("pong"));
      load.awaitMore(10);
      assertEquals(List.of("stopping"), control.ask("stop", LIMIT));
    }
    serving.awaitEnd();
  }

  @Test
  void aSpareEndsWithItsWatchdog() throws Exception {
    LinkedChild spare = watchdog.start();
    spare.await("ready");
    watchdog.die();
    spare.awaitEnd();
  }

  @Test
  void aSpareThatDiesOfARowLeavesBehindWhichAndWhere() throws Exception {
    owner();
    write("INSERT INTO service (id, policy) VALUES ('bad', '{\\\"debug_crash\\\":\\\"halt\\\"}')");
    write("INSERT INTO route (id, service, host) VALUES ('bad', 'bad', 'bad.test')");
    LinkedChild spare = watchdog.start();
    spare.awaitEnd();
    assertEquals(NodePhase.CATALOG, spare.ledger.stage().phase());
    List<String> changed =
        spare.ledger.changes().stream().map(change -> change.toString()).toList();
    assertTrue(changed.getFirst().contains("bad"), changed::toString);
  }

  @Test
  void aSignalEndsEveryRole() throws Exception {
    LinkedChild owner = owner();
    LinkedChild spare = watchdog.start();
    spare.await("ready");
    LinkedChild serving = watchdog.start();
    serving.await("ready");
    serving.send("serve");
    serving.await("serving");
    for (LinkedChild child : List.of(spare, serving, owner)) {
      signal("TERM", child.pid());
      child.awaitEnd();
    }
  }

  @Test
  void reloadBinaryAsksTheWatchdogForAnotherProcess() throws Exception {
    LinkedChild owner = owner();
    try (var control = ControlClient.connect(control(), LIMIT)) {
      assertTrue(control.ask("reload --binary", LIMIT).getFirst().startsWith("a new process"));
    }
    owner.await("replace");
  }

  @Test
  void aDrainedNodeTurnsAwayWhoWouldWaitForTheSocketItsWatchdogHolds() throws Exception {
    owner();
    route();
    assertEquals(200, get());
    try (var control = ControlClient.connect(control(), LIMIT)) {
      assertEquals(List.of("draining"), control.ask("drain 10s", LIMIT));
      assertTrue(control.ask("drain", LIMIT).getFirst().startsWith("already draining"));
      assertTrue(control.ask("drain soon", LIMIT).getFirst().startsWith("error: 'soon' is not"));
      while (metric("fairlead_edge_connections_refused_total{reason=\"draining\"}") == 0) {
        knock();
      }
      assertTrue(control.ask("ping", LIMIT).getFirst().startsWith("pong "));
    }
  }

  private static void signal(String signal, long pid) throws Exception {
    new ProcessBuilder("kill", "-" + signal, Long.toString(pid)).start().waitFor();
  }

  private double metric(String name) {
    try {
      String all =
          new String(
              open("admin", "/metrics").getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return all.lines()
          .filter(line -> line.startsWith(name))
          .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
          .sum();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
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

  /** What comes of it does not matter: the first may still use a connection that was kept. */
  private void knock() throws Exception {
    try {
      var _ = get();
    } catch (IOException turnedAway) {
      // as it should be
    }
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
