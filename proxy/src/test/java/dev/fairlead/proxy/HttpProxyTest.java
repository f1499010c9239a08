package dev.fairlead.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.catalog.model.Policy;
import dev.fairlead.proxy.RawClient.Response;
import dev.fairlead.proxy.route.Sought;
import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** HTTP through one real proxy to real origins of its own region. */
@Timeout(60)
final class HttpProxyTest {
  @TempDir Path data;
  private TestRegion ams;

  @BeforeEach
  void start() {
    ams = new TestRegion("ams", data);
  }

  @AfterEach
  void stop() {
    ams.close();
  }

  static void until(BooleanSupplier condition) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("did not become true within 20 s");
      }
      Thread.onSpinWait();
      Thread.yield();
    }
  }

  static Policy policy(int retries, Duration timeout, Duration queueWait) {
    return new Policy(
        Policy.Balance.ROUND_ROBIN,
        retries,
        timeout,
        Duration.ofSeconds(1),
        Duration.ofSeconds(30),
        queueWait,
        Policy.Spill.FULL);
  }

  private void serve(Origin origin) {
    ams.serve("app", Policy.DEFAULT, List.of(ams.instance("i1", origin.port(), 0)), List.of());
  }

  private RawClient client() throws IOException {
    return new RawClient(ams.port("web"));
  }

  @Test
  void keptConnectionsAreReusedOnBothSides() throws IOException {
    try (Origin origin = Origin.says("hello");
        RawClient client = client()) {
      serve(origin);
      for (int i = 0; i < 20; i++) {
        Response response = client.get("app.test", "/" + i);
        assertEquals(200, response.code());
        assertEquals("hello", response.body());
        assertEquals(26, response.header("Fairlead-Request-Id").length());
      }
      assertEquals(1, origin.connections.get());
      until(() -> ams.inFlight() == 0);
    }
  }

  @Test
  void pipelinedRequestsAreAnsweredInOrder() throws IOException {
    Origin.Answer echo = (request, body, out) -> Origin.respond(out, request.line().split(" ")[1]);
    try (Origin origin = new Origin(echo);
        RawClient client = client()) {
      serve(origin);
      StringBuilder all = new StringBuilder();
      for (int i = 0; i < 200; i++) {
        all.append("GET /").append(i).append(" HTTP/1.1\r\nHost: app.test\r\n\r\n");
      }
      client.send(all.toString());
      for (int i = 0; i < 200; i++) {
        assertEquals("/" + i, client.receive().body());
      }
    }
  }

  @Test
  void thousandsOfPipelinedRequestsForUnknownHostsNeedNoStack() throws IOException {
    try (RawClient client = client()) {
      client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n".repeat(5_000));
      for (int i = 0; i < 5_000; i++) {
        assertEquals(404, client.receive().code());
      }
    }
  }

  @Test
  void headersTowardTheInstanceAreTheProxysOwn() throws IOException {
    try (Origin origin = Origin.says("x");
        RawClient client = client()) {
      serve(origin);
      client
          .send(
              "GET /a?b=1 HTTP/1.1\r\nHost: app.test:8080\r\nX-Forwarded-For: 6.6.6.6\r\n"
                  + "X-Forwarded-Proto: https\r\nForwarded: for=6.6.6.6\r\nX_Forwarded_For: 6\r\n"
                  + "Fairlead-Client-IP: 6.6.6.6\r\nFairlead-Region: mars\r\nFairlead-Hop: x\r\n"
                  + "Fairlead-Service: other\r\nVia: 1.1 evil\r\nX-Real-IP: 6.6.6.6\r\n"
                  + "Connection: keep-alive, X-Private\r\nX-Private: 1\r\nTE: trailers\r\n"
                  + "Keep-Alive: 5\r\nProxy-Authorization: x\r\nX-Kept: yes\r\n"
                  + "Fairlead-Request-Id: mine\r\n\r\n")
          .receive();
      Origin.Request seen = origin.requests.getFirst();
      assertEquals("GET /a?b=1 HTTP/1.1", seen.line());
      assertEquals("app.test:8080", seen.header("Host"));
      assertEquals("127.0.0.1", seen.header("X-Forwarded-For"));
      assertEquals("http", seen.header("X-Forwarded-Proto"));
      assertEquals("app.test:8080", seen.header("X-Forwarded-Host"));
      assertEquals(Integer.toString(ams.port("web")), seen.header("X-Forwarded-Port"));
      assertEquals("1.1 ams-1", seen.header("Via"));
      assertEquals("ams", seen.header("Fairlead-Region"));
      assertEquals("127.0.0.1", seen.header("Fairlead-Client-IP"));
      assertEquals(26, seen.header("Fairlead-Request-Id").length());
      assertEquals("yes", seen.header("X-Kept"));
      for (String gone :
          List.of(
              "Forwarded",
              "X_Forwarded_For",
              "Fairlead-Hop",
              "Fairlead-Service",
              "X-Real-IP",
              "X-Private",
              "TE",
              "Keep-Alive",
              "Proxy-Authorization",
              "Connection")) {
        assertEquals("", seen.header(gone), gone);
      }
    }
  }

  @Test
  void unknownHostsGet404WithTheCodeAsTextOrJson() throws IOException {
    try (RawClient client = client()) {
      Response text = client.get("nowhere.test", "/");
      assertEquals(404, text.code());
      assertTrue(text.header("Fairlead-Error").startsWith("FR01 "), text::toString);
      assertTrue(text.body().startsWith("FR01 "));
      Response json =
          client.send("GET / HTTP/1.1\r\nHost: n\r\nAccept: application/json\r\n\r\n").receive();
      assertEquals("application/json", json.header("Content-Type"));
      assertTrue(json.body().startsWith("{\"code\":\"FR01\""), json.body());
    }
  }

  @Test
  void bodilessAnswersStayBodiless() throws IOException {
    Origin.Answer answer =
        (request, body, out) -> {
          String line = request.line();
          if (line.startsWith("HEAD")) {
            out.write(Origin.ascii("HTTP/1.1 200 OK\r\nContent-Length: 1234\r\n\r\n"));
          } else if (line.contains("/204")) {
            out.write(Origin.ascii("HTTP/1.1 204 No Content\r\n\r\n"));
          } else if (line.contains("/304")) {
            out.write(Origin.ascii("HTTP/1.1 304 Not Modified\r\nContent-Length: 7\r\n\r\n"));
          } else {
            Origin.respond(out, "end");
          }
          out.flush();
        };
    try (Origin origin = new Origin(answer);
        RawClient client = client()) {
      serve(origin);
      Response head = client.send("HEAD / HTTP/1.1\r\nHost: app.test\r\n\r\n").receive(false);
      assertEquals("1234", head.header("Content-Length"));
      assertEquals(204, client.get("app.test", "/204").code());
      assertEquals(304, client.get("app.test", "/304").code());
      assertEquals("end", client.get("app.test", "/").body());
      assertEquals(1, origin.connections.get());
    }
  }

  @Test
  void chunkedBodiesPassBothWays() throws IOException {
    Origin.Answer answer =
        (request, body, out) -> {
          byte[] all = body.readAllBytes();
          out.write(Origin.ascii("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"));
          for (byte b : all) {
            out.write(Origin.ascii("1\r\n" + (char) b + "\r\n"));
          }
          out.write(Origin.ascii("0\r\n\r\n"));
          out.flush();
        };
    try (Origin origin = new Origin(answer);
        RawClient client = client()) {
      serve(origin);
      client.send(
          "POST / HTTP/1.1\r\nHost: app.test\r\nTransfer-Encoding: chunked\r\n\r\n"
              + "5\r\nhello\r\n6;x=y\r\n world\r\n0\r\n\r\n");
      assertEquals("hello world", client.receive().body());
      assertEquals("chunked", origin.requests.getFirst().header("Transfer-Encoding"));
    }
  }

  @Test
  void aClientOfHttp10GetsBodiesEndedByClose() throws IOException {
    Origin.Answer answer =
        (request, body, out) -> {
          out.write(
              Origin.ascii(
                  "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"));
          out.flush();
        };
    try (Origin origin = new Origin(answer);
        RawClient client = client()) {
      serve(origin);
      Response response = client.send("GET / HTTP/1.0\r\nHost: app.test\r\n\r\n").receive();
      assertEquals("abc", response.body());
      assertEquals("", response.header("Transfer-Encoding"));
      assertTrue(client.ended());
    }
  }

  @Test
  void expectContinueIsAnsweredByTheInstance() throws IOException {
    Origin.Answer answer =
        (request, body, out) -> {
          out.write(Origin.ascii("HTTP/1.1 100 Continue\r\n\r\n"));
          out.flush();
          Origin.respond(out, new String(body.readAllBytes()));
        };
    try (Origin origin = new Origin(answer);
        RawClient client = client()) {
      serve(origin);
      client.send(
          "POST / HTTP/1.1\r\nHost: app.test\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n");
      assertEquals(100, client.receive().code());
      client.send("abc");
      assertEquals("abc", client.receive().body());
    }
  }

  @Test
  void aRefusedConnectIsRetriedOnAnotherInstance() throws IOException {
    try (Origin origin = Origin.says("alive");
        RawClient client = client()) {
      ams.serve(
          "app",
          policy(2, Duration.ofSeconds(5), Duration.ZERO),
          List.of(ams.instance("dead", deadPort(), 0), ams.instance("i1", origin.port(), 0)),
          List.of());
      for (int i = 0; i < 10; i++) {
        assertEquals("alive", client.get("app.test", "/").body());
      }
      until(() -> ams.inFlight() == 0);
    }
  }

  @Test
  void whenEveryInstanceRefusesTheAnswerIsFC01() throws IOException {
    try (RawClient client = client()) {
      ams.serve("app", Policy.DEFAULT, List.of(ams.instance("dead", deadPort(), 0)), List.of());
      Response response = client.get("app.test", "/");
      assertEquals(502, response.code());
      assertTrue(response.header("Fairlead-Error").startsWith("FC01 "));
      assertEquals(0, ams.inFlight());
    }
  }

  static int deadPort() throws IOException {
    try (ServerSocket unused = new ServerSocket(0)) {
      return unused.getLocalPort();
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
        RawClient client = client()) {
      serve(origin);
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
        RawClient first = client();
        RawClient second = client();
        RawClient third = client()) {
      ams.serve(
          "app",
          policy(2, Duration.ofSeconds(20), Duration.ofMillis(50)),
          List.of(ams.instance("i1", origin.port(), 2)),
          List.of());
      String get = "GET / HTTP/1.1\r\nHost: app.test\r\n\r\n";
      first.send(get);
      second.send(get);
      until(() -> origin.requests.size() == 2);
      Response refused = third.send(get).receive();
      assertEquals(503, refused.code());
      assertTrue(refused.header("Fairlead-Error").startsWith("FR03 "));
      assertEquals("1", refused.header("Retry-After"));
      go.countDown();
      assertEquals("done", first.receive().body());
      assertEquals("done", second.receive().body());
      assertEquals("done", third.send(get).receive().body());
      until(() -> ams.inFlight() == 0);
    }
  }

  @Test
  void requestsWaitForTheCatalogUntilItLoadedOrTheWaitIsOver() throws Exception {
    try (Origin origin = Origin.says("loaded");
        RawClient client = client()) {
      serve(origin);
      CompletableFuture<Void> loading = new CompletableFuture<>();
      ams.override = new Sought.Loading(loading);
      client.send("GET / HTTP/1.1\r\nHost: app.test\r\n\r\n");
      ams.override = null;
      loading.complete(null);
      assertEquals("loaded", client.receive().body());

      ams.override = new Sought.Loading(new CompletableFuture<>());
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
          RawClient client = client()) {
        serve(origin);
        client.send("GET / HTTP/1.1\r\nHost: app.test\r\n\r\n");
        assertThrows(IOException.class, client::receive);
      }
    }
    until(() -> ams.inFlight() == 0);
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
          RawClient client = client()) {
        serve(origin);
        Response response = client.get("app.test", "/");
        assertEquals(502, response.code(), bad);
        assertTrue(response.header("Fairlead-Error").startsWith("FC04 "), bad);
        until(() -> ams.inFlight() == 0);
      }
    }
  }

  @Test
  void anAnswerBeforeTheEndOfTheRequestIsRelayedAndTheConnectionNotReused() throws IOException {
    Origin.Answer early =
        (request, body, out) -> {
          Origin.respond(out, "enough");
          Origin.drain(body);
        };
    try (Origin origin = new Origin(early);
        RawClient client = client()) {
      serve(origin);
      client.send("POST / HTTP/1.1\r\nHost: app.test\r\nContent-Length: 10\r\n\r\nabc");
      assertEquals("enough", client.receive().body());
      client.send("defghij");
      assertEquals("enough", client.get("app.test", "/").body());
      assertEquals(2, origin.connections.get());
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
        RawClient client = client()) {
      ams.serve(
          "app",
          policy(0, Duration.ofMillis(100), Duration.ZERO),
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
  void aClientThatLeavesFreesEverything() throws Exception {
    try (Origin origin = Origin.says("never")) {
      serve(origin);
      for (int i = 0; i < 50; i++) {
        RawClient client = client();
        client.send("POST / HTTP/1.1\r\nHost: app.test\r\nContent-Length: 1000000\r\n\r\nabc");
        int sent = i + 1;
        until(() -> origin.requests.size() == sent);
        if (i % 2 == 0) {
          client.socket.setSoLinger(true, 0);
        }
        client.close();
      }
      until(() -> ams.inFlight() == 0);
      until(() -> origin.open.get() == 0);
      until(() -> ams.proxy.traffic().connectionsNow() == 0);
    }
  }

  @Test
  void aSlowReaderHoldsTheInstanceBack() throws Exception {
    long total = 64L << 20;
    java.util.concurrent.atomic.AtomicLong written = new java.util.concurrent.atomic.AtomicLong();
    Origin.Answer big =
        (request, body, out) -> {
          out.write(Origin.ascii("HTTP/1.1 200 OK\r\nContent-Length: " + total + "\r\n\r\n"));
          byte[] block = new byte[65536];
          for (long sent = 0; sent < total; sent += block.length) {
            out.write(block);
            written.addAndGet(block.length);
          }
          out.flush();
        };
    try (Origin origin = new Origin(big);
        RawClient client = client()) {
      serve(origin);
      client.send("GET / HTTP/1.1\r\nHost: app.test\r\n\r\n");
      client.receiveHead();
      long read = 0;
      long worst = 0;
      byte[] buffer = new byte[65536];
      while (read < total) {
        int n = client.in.read(buffer);
        assertTrue(n > 0);
        read += n;
        worst = Math.max(worst, written.get() - read);
      }
      // Kernel buffers of two loopback connections and the proxy's own: far below the whole.
      assertTrue(worst < 24 << 20, "outstanding " + worst);
      assertEquals(total, read);
    }
  }

  @Test
  void anUploadIsHeldBackByTheInstanceAndArrivesWhole() throws Exception {
    int total = 64 << 20;
    CountDownLatch go = new CountDownLatch(1);
    Origin.Answer slow =
        (request, body, out) -> {
          try {
            go.await();
          } catch (InterruptedException e) {
            throw new IOException(e);
          }
          Origin.drain(body);
          Origin.respond(out, "got it");
        };
    try (Origin origin = new Origin(slow);
        RawClient client = client()) {
      serve(origin);
      client.send("PUT / HTTP/1.1\r\nHost: app.test\r\nContent-Length: " + total + "\r\n\r\n");
      java.util.concurrent.atomic.AtomicLong sent = new java.util.concurrent.atomic.AtomicLong();
      Thread sender =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  byte[] block = new byte[65536];
                  for (int i = 0; i < total / block.length; i++) {
                    client.out.write(block);
                    sent.addAndGet(block.length);
                  }
                } catch (IOException e) {
                  throw new java.io.UncheckedIOException(e);
                }
              });
      // It stops by itself: the sender's count stands still although nobody told it to.
      long before = -1;
      while (sent.get() != before || sent.get() == 0) {
        before = sent.get();
        sender.join(Duration.ofMillis(300));
      }
      assertTrue(before < 24 << 20, "swallowed " + before);
      go.countDown();
      assertEquals("got it", client.receive().body());
      assertEquals(total, origin.bodyBytes.get());
    }
  }

  @Test
  void drainingEndsIdleConnectionsAndTellsBusyOnes() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    Origin.Answer slow =
        (request, body, out) -> {
          try {
            go.await();
          } catch (InterruptedException e) {
            throw new IOException(e);
          }
          Origin.respond(out, "last");
        };
    try (Origin origin = new Origin(slow);
        RawClient idle = client();
        RawClient busy = client()) {
      serve(origin);
      assertEquals(404, idle.get("x", "/").code());
      busy.send("GET / HTTP/1.1\r\nHost: app.test\r\n\r\n");
      until(() -> origin.requests.size() == 1);
      ams.proxy.drain();
      assertTrue(idle.ended());
      go.countDown();
      Response last = busy.receive();
      assertEquals("last", last.body());
      assertEquals("close", last.header("Connection"));
      assertTrue(busy.ended());
      int port = ams.port("web");
      assertThrows(IOException.class, () -> new Socket("127.0.0.1", port).close());
    }
  }

  @Test
  void bytesNobodyAskedForNeverReachTheNextClient() throws IOException {
    Origin.Answer chatty =
        (request, body, out) -> {
          out.write(
              Origin.ascii(
                  "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
                      + "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil"));
          out.flush();
        };
    try (Origin origin = new Origin(chatty);
        RawClient client = client()) {
      serve(origin);
      for (int i = 0; i < 10; i++) {
        assertEquals("ok", client.get("app.test", "/").body());
      }
    }
  }

  @Test
  void theAccessLogTellsEachRequest() throws Exception {
    try (Origin origin = Origin.says("hello");
        RawClient client = client()) {
      serve(origin);
      client.get("app.test", "/logged");
      Path log = data.resolve("access.log");
      until(() -> {
        try (InputStream in = java.nio.file.Files.newInputStream(log)) {
          String text = new String(in.readAllBytes());
          return text.contains("127.0.0.1 web app.test \"GET /logged HTTP/1.1\" 200 0 5 ")
              && text.contains(" app ams i1 0 --");
        } catch (IOException e) {
          return false;
        }
      });
      assertFalse(ams.proxy.loops().isEmpty());
    }
  }
}
