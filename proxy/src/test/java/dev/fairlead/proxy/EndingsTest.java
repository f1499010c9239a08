package dev.fairlead.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.catalog.Lookup;
import dev.fairlead.catalog.model.Policy;
import dev.fairlead.catalog.model.Pressure;
import dev.fairlead.catalog.model.RegionPresence;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
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

/** Who ended it, in which phase: one claim for each pair of letters in the access log. */
@Timeout(60)
final class EndingsTest {
  private static final String GET = "GET / HTTP/1.1\r\nHost: app.test\r\n\r\n";
  private static final String POST =
      "POST / HTTP/1.1\r\nHost: app.test\r\nContent-Length: 1000\r\n\r\n";

  @AutoClose private final TestRegion ams;
  private final LogReader log;
  private final CountDownLatch never = new CountDownLatch(1);

  EndingsTest(@TempDir Path data) {
    ams = new TestRegion("ams", data);
    log = new LogReader(ams.accessLog());
  }

  /** Answers nothing until the test ends. */
  private Origin silent() throws IOException {
    return new Origin((request, body, out) -> await());
  }

  private Origin writes(String text) throws IOException {
    return new Origin((request, body, out) -> {
      out.write(Origin.ascii(text));
      out.flush();
      await();
    });
  }

  /** Writes, then closes. */
  private static Origin writesAndEnds(String text) throws IOException {
    return new Origin((request, body, out) -> {
      out.write(Origin.ascii(text));
      out.flush();
      throw new IOException("ends");
    });
  }

  private void await() throws IOException {
    try {
      never.await();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  private void serve(int port, Policy policy) {
    ams.serve("app", policy, List.of(ams.instance("i1", port, 0)), List.of());
  }

  private static Policy hasty() {
    return Waits.policy(0, Duration.ofMillis(100), Duration.ofMillis(50));
  }

  /** Sends and takes the answer. */
  private int answer(String request) throws IOException {
    try (RawClient client = ams.client()) {
      return client.send(request).receive().code();
    }
  }

  @Test
  void aWholeExchangeIsInOrder() throws IOException {
    try (Origin origin = Origin.says("ok")) {
      ams.serve(origin);
      assertEquals(200, answer(GET));
      log.ends("\"GET / HTTP/1.1\" 200 0 2", "--");
    }
  }

  @Test
  void whatIsNoRequestIsRefused() throws IOException {
    assertEquals(400, answer("GET  / HTTP/1.1\r\n\r\n"));
    log.ends("127.0.0.1 web - \"<BADREQ>\" 400 0 0 ", "PR");
    assertEquals(400, answer("GET /a\"b HTTP/1.1\r\nHost: x y\r\n\r\n"));
    log.ends("127.0.0.1 web x_y \"GET /a%22b HTTP/1.1\" 400 0 0 ", "PR");
    assertEquals(400, answer("GET /two HTTP/1.1\r\nHost: x\r\nContent Length: 0\r\n\r\n"));
    log.ends("\"GET /two HTTP/1.1\" 400", "PR");
  }

  @Test
  void whatNobodyRoutesIsRefused() throws IOException {
    assertEquals(404, answer(GET));
    log.ends("web app.test \"GET / HTTP/1.1\" 404", "PR");
  }

  @Test
  void aBodyThatIsNoneIsRefusedAndCountedOnce() throws IOException {
    try (Origin origin = silent()) {
      ams.serve(origin);
      String chunked = "POST / HTTP/1.1\r\nHost: app.test\r\nTransfer-Encoding: chunked\r\n\r\n";
      assertEquals(400, answer(chunked + "x\r\n"));
      log.ends("\"POST / HTTP/1.1\" 400", "PR");
      assertEquals(1, ams.proxy.traffic().requestsTotal());
      never.countDown();
    }
  }

  @Test
  void aRouteThatSendsElsewhereAnswersByItself() throws IOException {
    try (Origin origin = Origin.says("no")) {
      ams.serve(origin);
      ams.options.put("app", "{\"redirect\": {\"to\": \"https://{host}{path}\"}}");
      assertEquals(302, answer(GET));
      log.ends("\"GET / HTTP/1.1\" 302", "LR");
    }
  }

  @Test
  void aClientThatLeavesWithinItsHeadSaidNothingWhole() throws IOException {
    try (RawClient client = ams.client()) {
      client.send("GET / HT");
    }
    log.ends("\"<BADREQ>\" 0 0 0", "CR");
    assertEquals(0, ams.proxy.traffic().requestsTotal());
  }

  @Test
  void aClientThatLeavesWhileTheCatalogLoadsWasWaiting() throws IOException {
    ams.override = new Lookup.Loading(new CompletableFuture<>());
    try (RawClient client = ams.client()) {
      client.send(GET);
    }
    log.ends("\"GET / HTTP/1.1\" 0", "CQ");
  }

  @Test
  void aCatalogThatIsLateLeavesItInTheQueue() throws IOException {
    ams.override = new Lookup.Loading(new CompletableFuture<>());
    assertEquals(503, answer(GET));
    log.ends("\"GET / HTTP/1.1\" 503", "PQ");
  }

  @Test
  void noFreePlaceInTimeIsATimeoutInTheQueue() throws IOException {
    try (Origin origin = silent();
        RawClient first = ams.client()) {
      Policy policy = Waits.policy(0, Duration.ofSeconds(20), Duration.ofMillis(50));
      ams.serve("app", policy, List.of(ams.instance("i1", origin.port(), 1)), List.of());
      first.send(GET);
      Waits.until(() -> origin.requests.size() == 1);
      assertEquals(503, answer(GET));
      log.ends("\"GET / HTTP/1.1\" 503", "sQ");
      never.countDown();
    }
  }

  /** Its queue is full, so that the kernel does not answer, as a host that is gone would not. */
  private static ServerSocket full(List<Socket> queued) throws IOException {
    ServerSocket server = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
    try {
      for (int i = 0; i < 4; i++) {
        Socket socket = new Socket();
        queued.add(socket);
        socket.connect(server.getLocalSocketAddress(), 200);
      }
    } catch (IOException e) {
      return server;
    }
    return server;
  }

  @Test
  void connectingTakesTooLongOrTheClientLeavesMeanwhile() throws IOException {
    List<Socket> queued = new ArrayList<>();
    try (ServerSocket server = full(queued)) {
      serve(server.getLocalPort(), Policy.DEFAULT.withRetries(0));
      try (RawClient client = ams.client()) {
        client.send(GET);
        Waits.until(() -> ams.inFlight() == 1);
      }
      log.ends("\"GET / HTTP/1.1\" 0", "CC");
      ams.serve(
          "app",
          Policy.DEFAULT.withRetries(0).withConnectTimeout(Duration.ofMillis(100)),
          List.of(ams.instance("i2", server.getLocalPort(), 0)),
          List.of());
      assertEquals(504, answer(GET));
      log.ends("\"GET / HTTP/1.1\" 504", "sC");
    } finally {
      for (Socket socket : queued) {
        socket.close();
      }
    }
  }

  @Test
  void noInstanceAcceptsOrThereIsNone() throws IOException {
    serve(Waits.deadPort(), hasty());
    assertEquals(502, answer(GET));
    log.ends("\"GET / HTTP/1.1\" 502", "SC");
    ams.serve("app", hasty(), List.of(), List.of());
    assertEquals(503, answer(GET));
    log.ends("\"GET / HTTP/1.1\" 503", "SC");
    RegionPresence gone = new RegionPresence("waw", 1, Pressure.LOW, List.of("waw-1"));
    ams.serve("app", hasty(), List.of(), List.of(gone));
    assertTrue(answer(GET) >= 502);
    log.ends("\"GET / HTTP/1.1\" 50", "SC");
  }

  @Test
  void beforeTheHeadEitherSideLeavesOrTheInstanceIsLate() throws IOException {
    try (Origin origin = silent()) {
      serve(origin.port(), Waits.policy(0, Duration.ofSeconds(20), Duration.ZERO));
      try (RawClient client = ams.client()) {
        client.send(GET);
        Waits.until(() -> origin.requests.size() == 1);
      }
      log.ends("\"GET / HTTP/1.1\" 0", "CH");
      serve(origin.port(), hasty());
      assertEquals(504, answer(GET));
      log.ends("\"GET / HTTP/1.1\" 504", "sH");
      never.countDown();
    }
    try (Origin origin = writesAndEnds("")) {
      serve(origin.port(), hasty());
      assertEquals(502, answer(POST + "x".repeat(1000)));
      log.ends("\"POST / HTTP/1.1\" 502", "SH");
    }
  }

  @Test
  void serviceAndInstanceAreCountedByWhatBecameOfIt() throws IOException {
    try (Origin origin = writesAndEnds("HTTP/1.1 503 No\r\nContent-Length: 0\r\n\r\n")) {
      ams.serve(origin);
      assertEquals(503, answer(GET));
      log.ends("\"GET / HTTP/1.1\" 503", "--");
      assertEquals(1, count("fairlead_upstream_requests", "class", "5xx"));
      assertEquals(0, count("fairlead_upstream_requests", "class", "2xx"));
      assertEquals(1, count("fairlead_upstream_instance_requests", "instance", "i1"));
      assertEquals(1, count("fairlead_upstream_instance_failures", "instance", "i1"));
    }
  }

  private double count(String name, String tag, String value) {
    return ams.meters.get(name).tag("service", "app").tag(tag, value).counter().count();
  }

  @Test
  void aHeadThatIsNoneIsRefused() throws IOException {
    try (Origin origin = writesAndEnds("HTTP/1.1 abc\r\n\r\n")) {
      ams.serve(origin);
      assertEquals(502, answer(GET));
      log.ends("\"GET / HTTP/1.1\" 502", "PH");
    }
  }

  @Test
  void withinTheResponseEitherSideLeaves() throws IOException {
    String begin = "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc";
    try (Origin origin = writes(begin)) {
      ams.serve(origin);
      try (RawClient client = ams.client()) {
        client.send(GET).receiveHead();
      }
      log.ends("\"GET / HTTP/1.1\" 200", "CD");
      never.countDown();
    }
    try (Origin origin = writesAndEnds(begin)) {
      ams.serve(origin);
      assertThrows(IOException.class, () -> answer(GET));
      log.ends("\"GET / HTTP/1.1\" 200 0 3", "SD");
    }
  }

  @Test
  void withinTheResponseTheInstanceStandsStillOrMakesNoSense() throws IOException {
    try (Origin origin = writes("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc")) {
      serve(origin.port(), hasty().withIdleTimeout(Duration.ofMillis(100)));
      assertThrows(IOException.class, () -> answer(GET));
      log.ends("\"GET / HTTP/1.1\" 200 0 3", "sD");
      never.countDown();
    }
    String chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    try (Origin origin = writesAndEnds(chunked + "3\r\nabcd\r\n")) {
      ams.serve(origin);
      assertThrows(IOException.class, () -> answer(GET));
      log.ends("\"GET / HTTP/1.1\" 200", "PD");
    }
  }

  @Test
  void whoHasItsAnswerAndLeavesWithinItsBodyLeavesAtLast() throws IOException {
    try (Origin origin = writes(RecordingOrigin.OK)) {
      ams.serve(origin);
      try (RawClient client = ams.client()) {
        assertEquals(200, client.send(POST).receive().code());
      }
      log.ends("\"POST / HTTP/1.1\" 200 0 2", "CL");
      never.countDown();
    }
  }

  /** One byte: the relay runs. */
  private static void touch(Socket client, Socket instance) throws IOException {
    client.getOutputStream().write(7);
    assertEquals(7, instance.getInputStream().read());
  }

  private static void reset(Socket socket) throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  @Test
  void ofAConnectionOfBytesOnlyDirectionsAreKnown() throws IOException {
    ams.tcpService = "app";
    try (ServerSocket server = new ServerSocket(0, 9, InetAddress.getByName("127.0.0.1"))) {
      serve(server.getLocalPort(), Policy.DEFAULT);
      try (Socket client = new Socket("127.0.0.1", ams.port("bytes"));
          Socket instance = server.accept()) {
        touch(client, instance);
        client.shutdownOutput();
        assertEquals(-1, instance.getInputStream().read());
        instance.shutdownOutput();
        log.ends("127.0.0.1 bytes - \"TCP\" 0 1 0", "--");
      }
      try (Socket client = new Socket("127.0.0.1", ams.port("bytes"));
          Socket instance = server.accept()) {
        touch(client, instance);
        reset(instance);
        assertTrue(client.isConnected());
        log.ends("bytes - \"TCP\" 0 1 0", "SD");
      }
      try (Socket client = new Socket("127.0.0.1", ams.port("bytes"));
          Socket instance = server.accept()) {
        touch(client, instance);
        reset(client);
        assertTrue(instance.isConnected());
        log.ends("bytes - \"TCP\" 0 1 0", "CD");
      }
    }
  }

  @Test
  void aStreamThatStandsStillAndOneThatFindsNobody() throws IOException {
    ams.tcpService = "app";
    try (ServerSocket server = new ServerSocket(0, 9, InetAddress.getByName("127.0.0.1"))) {
      serve(server.getLocalPort(), hasty().withIdleTimeout(Duration.ofMillis(50)));
      try (Socket client = new Socket("127.0.0.1", ams.port("bytes"));
          Socket instance = server.accept()) {
        log.ends("bytes - \"TCP\" 0 0 0", "cD");
        assertEquals(client.isConnected(), instance.isConnected());
      }
    }
    serve(Waits.deadPort(), hasty());
    try (Socket client = new Socket("127.0.0.1", ams.port("bytes"))) {
      log.ends("bytes - \"TCP\" 0 0 0", "SC");
      assertTrue(client.isConnected());
    }
  }

  @Test
  void aTlsHandshakeThatFailsLeavesALine() throws IOException {
    try (Socket client = new Socket("127.0.0.1", ams.port("sni"))) {
      client.getOutputStream().write("GET / HTTP/1.1\r\n\r\n".getBytes());
      log.ends("127.0.0.1 sni - \"TLS\" 0 0 0", "PR");
    }
  }
}
