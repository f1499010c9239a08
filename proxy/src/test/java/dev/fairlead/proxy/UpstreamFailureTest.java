package dev.fairlead.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.catalog.Lookup;
import dev.fairlead.catalog.model.Policy;
import dev.fairlead.proxy.RawClient.Response;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a client sees when instances refuse, fail, lie or are full. */
@Timeout(60)
final class UpstreamFailureTest {
  @AutoClose private final TestRegion ams;

  UpstreamFailureTest(@TempDir Path data) {
    ams = new TestRegion("ams", data);
  }

  @Test
  void aRefusedConnectIsRetriedOnAnotherInstance() throws IOException {
    try (Origin origin = Origin.says("alive");
        RawClient client = ams.client()) {
      ams.serve(
          "app",
          Waits.policy(2, Duration.ofSeconds(5), Duration.ZERO),
          List.of(ams.instance("dead", Waits.deadPort(), 0), ams.instance("i1", origin.port(), 0)),
          List.of());
      for (int i = 0; i < 10; i++) {
        assertEquals("alive", client.get("app.test", "/").body());
      }
      Waits.until(() -> ams.inFlight() == 0);
    }
  }

  @Test
  void whenEveryInstanceRefusesTheAnswerIsFC01() throws IOException {
    try (RawClient client = ams.client()) {
      ams.serve(
          "app", Policy.DEFAULT, List.of(ams.instance("dead", Waits.deadPort(), 0)), List.of());
      Response response = client.get("app.test", "/");
      assertEquals(502, response.code());
      assertTrue(response.header("Fairlead-Error").startsWith("FC01 "));
      assertEquals(0, ams.inFlight());
    }
  }

  @Test
  void aPooledConnectionThatDiedIsReplacedUnnoticed() throws IOException {
    Origin.Answer oncePerConnection =
        (request, body, out) -> {
          Origin.respond(out, "once");
          throw new IOException("closes without saying so");
        };
    try (Origin origin = new Origin(oncePerConnection);
        RawClient client = ams.client()) {
      ams.serve(origin);
      for (int i = 0; i < 50; i++) {
        assertEquals("once", client.get("app.test", "/").body());
      }
      assertEquals(50, origin.connections.get());
    }
  }

  @Test
  void hardLimitsHoldAndTheRestGetsFR03() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    Origin.Answer slow =
        (request, body, out) -> {
          try {
            go.await();
          } catch (InterruptedException e) {
            throw new IOException(e);
          }
          Origin.respond(out, "done");
        };
    try (Origin origin = new Origin(slow);
        RawClient first = ams.client();
        RawClient second = ams.client();
        RawClient third = ams.client()) {
      ams.serve(
          "app",
          Waits.policy(2, Duration.ofSeconds(20), Duration.ofMillis(50)),
          List.of(ams.instance("i1", origin.port(), 2)),
          List.of());
      String get = "GET / HTTP/1.1\r\nHost: app.test\r\n\r\n";
      first.send(get);
      second.send(get);
      Waits.until(() -> origin.requests.size() == 2);
      Response refused = third.send(get).receive();
      assertEquals(503, refused.code());
      assertTrue(refused.header("Fairlead-Error").startsWith("FR03 "));
      assertEquals("1", refused.header("Retry-After"));
      go.countDown();
      assertEquals("done", first.receive().body());
      assertEquals("done", second.receive().body());
      assertEquals("done", third.send(get).receive().body());
      Waits.until(() -> ams.inFlight() == 0);
    }
  }

  @Test
  void requestsWaitForTheCatalogUntilItLoadedOrTheWaitIsOver() throws Exception {
    try (Origin origin = Origin.says("loaded");
        RawClient client = ams.client()) {
      ams.serve(origin);
      CompletableFuture<Void> loading = new CompletableFuture<>();
      ams.override = new Lookup.Loading(loading);
      client.send("GET / HTTP/1.1\r\nHost: app.test\r\n\r\n");
      ams.override = null;
      loading.complete(null);
      assertEquals("loaded", client.receive().body());

      ams.override = new Lookup.Loading(new CompletableFuture<>());
      Response late = client.get("app.test", "/");
      assertEquals(503, late.code());
      assertTrue(late.header("Fairlead-Error").startsWith("FR04 "));
      ams.override = null;
    }
  }

  @Test
  void aTruncatedResponseIsNeverACleanEnd() throws IOException {
    for (String head :
        List.of("Content-Length: 100\r\n\r\nabc", "Transfer-Encoding: chunked\r\n\r\n64\r\nabc")) {
      Origin.Answer truncated =
          (request, body, out) -> {
            out.write(Origin.ascii("HTTP/1.1 200 OK\r\n" + head));
            out.flush();
            throw new IOException("gone");
          };
      try (Origin origin = new Origin(truncated);
          RawClient client = ams.client()) {
        ams.serve(origin);
        client.send("GET / HTTP/1.1\r\nHost: app.test\r\n\r\n");
        assertThrows(IOException.class, client::receive);
      }
    }
    Waits.until(() -> ams.inFlight() == 0);
  }

  @Test
  void malformedResponsesBecomeFC04() throws IOException {
    for (String bad :
        List.of(
            "HTTP/1.1 abc OK\r\n\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
            "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n",
            "garbage\r\n\r\n")) {
      Origin.Answer answer =
          (request, body, out) -> {
            out.write(Origin.ascii(bad));
            out.flush();
          };
      try (Origin origin = new Origin(answer);
          RawClient client = ams.client()) {
        ams.serve(origin);
        Response response = client.get("app.test", "/");
        assertEquals(502, response.code(), bad);
        assertTrue(response.header("Fairlead-Error").startsWith("FC04 "), bad);
        Waits.until(() -> ams.inFlight() == 0);
      }
    }
  }

  @Test
  void anInstanceThatDoesNotAnswerInTimeIsFC03() throws IOException {
    CountDownLatch never = new CountDownLatch(1);
    Origin.Answer silent =
        (request, body, out) -> {
          try {
            never.await();
          } catch (InterruptedException e) {
            throw new IOException(e);
          }
        };
    try (Origin origin = new Origin(silent);
        RawClient client = ams.client()) {
      ams.serve(
          "app",
          Waits.policy(0, Duration.ofMillis(100), Duration.ZERO),
          List.of(ams.instance("i1", origin.port(), 0)),
          List.of());
      Response response = client.get("app.test", "/");
      assertEquals(504, response.code());
      assertTrue(response.header("Fairlead-Error").startsWith("FC03 "));
      assertEquals(0, ams.inFlight());
      never.countDown();
    }
  }

  @Test
  void anInstanceThatDoesNotAcceptInTimeIsFC02() throws IOException {
    Policy hasty =
        Policy.DEFAULT
            .withRetries(0)
            .withConnectTimeout(Duration.ofMillis(100))
            .withQueueWait(Duration.ZERO);
    List<Socket> queued = new ArrayList<>();
    try (ServerSocket never = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
        RawClient client = ams.client()) {
      // The kernel drops what does not fit into the queue, as a host that is gone would.
      for (int i = 0; i < 4; i++) {
        Socket socket = new Socket();
        queued.add(socket);
        try {
          socket.connect(never.getLocalSocketAddress(), 200);
        } catch (SocketTimeoutException e) {
          break; // full
        }
      }
      ams.serve("app", hasty, List.of(ams.instance("i1", never.getLocalPort(), 0)), List.of());
      Response response = client.get("app.test", "/");
      assertEquals(504, response.code());
      assertTrue(response.header("Fairlead-Error").startsWith("FC02 "));
      assertEquals(0, ams.inFlight());
    } finally {
      for (Socket socket : queued) {
        socket.close();
      }
    }
  }

  @Test
  void aBlockedEventLoopIsNamedInOneLine() {
    assertEquals("", ams.proxy.loopProblem());
    ams.proxy.hangLoop(1);
    Waits.until(() -> !ams.proxy.loopProblem().isEmpty());
    String problem = ams.proxy.loopProblem();
    assertTrue(
        problem.matches(
            "event loop loop-1 \\(thread loop-\\S+\\) does not move since \\d+ ms, in"
                + " dev\\.fairlead\\.proxy\\.Proxy\\..*"),
        problem);
    assertTrue(problem.length() < 400, problem);
    assertTrue(ams.proxy.loops().get(1).stack().contains("\n"), problem);
    assertEquals("", ams.proxy.loops().get(0).stack());
  }
}
