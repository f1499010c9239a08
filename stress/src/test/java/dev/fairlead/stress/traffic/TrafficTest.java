package dev.fairlead.stress.traffic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import dev.fairlead.stress.traffic.Visit.Kind;
import dev.fairlead.stress.traffic.Visit.Outcome;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** The load tells the ways a server can be away from each other. */
final class TrafficTest {
  private static final int LIMIT_SECONDS = 30;

  private final Queue<Visit> visits = new ConcurrentLinkedQueue<>();

  @Test
  void nobodyListeningIsARefusal() throws Exception {
    InetSocketAddress nobody;
    try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      nobody = new InetSocketAddress("127.0.0.1", closed.getLocalPort());
    }
    load(nobody, new Rate(20, 2, 2), visit -> visit.outcome() == Outcome.REFUSED, 10);
    assertTrue(visits.stream().allMatch(visit -> visit.outcome() == Outcome.REFUSED));
  }

  @Test
  void connectionThatBreaksIsACut() throws Exception {
    try (ServerSocket rude = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"))) {
      Thread.ofVirtual().start(() -> hangUpOnAll(rude));
      InetSocketAddress there = new InetSocketAddress("127.0.0.1", rude.getLocalPort());
      load(there, new Rate(20, 2, 2), visit -> visit.outcome() == Outcome.CUT, 10);
    }
    assertTrue(visits.stream().noneMatch(Visit::served));
  }

  private static void hangUpOnAll(ServerSocket server) {
    while (!server.isClosed()) {
      try {
        server.accept().close();
      } catch (IOException closed) {
        // The loop looks whether it is the end.
      }
    }
  }

  @Test
  void anErrorIsAFailureAndAnAnswerIsServed() throws Exception {
    HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 50);
    server.createContext(
        "/",
        exchange -> {
          boolean kept = exchange.getRequestHeaders().getFirst("Connection") == null;
          exchange.sendResponseHeaders(kept ? 200 : 503, -1);
          exchange.close();
        });
    server.start();
    try {
      load(server.getAddress(), new Rate(20, 2, 0), Visit::served, 10);
    } finally {
      server.stop(0);
    }
    for (Visit visit : visits) {
      assertEquals(visit.kind() == Kind.KEPT ? Outcome.SERVED : Outcome.FAILED, visit.outcome());
    }
  }

  @Test
  void webSocketsBringBackWhatWasSent() throws Exception {
    WebSocketEcho echo = new WebSocketEcho("127.0.0.1");
    CountDownLatch answered = new CountDownLatch(5);
    try (WebSockets sockets =
        WebSockets.open(
            new InetSocketAddress("127.0.0.1", echo.port()),
            5,
            visit -> {
              visits.add(visit);
              answered.countDown();
            })) {
      assertTrue(answered.await(LIMIT_SECONDS, TimeUnit.SECONDS));
      assertTrue(visits.stream().allMatch(Visit::served), visits.toString());
      assertEquals(5, sockets.open());
    } finally {
      echo.close();
    }
  }

  /** Loads until {@code count} visits are as wanted. */
  private void load(InetSocketAddress to, Rate rate, Predicate<Visit> wanted, int count)
      throws InterruptedException {
    CountDownLatch seen = new CountDownLatch(count);
    try (Traffic _ =
        Traffic.start(
            to,
            to,
            rate,
            visit -> {
              visits.add(visit);
              if (wanted.test(visit)) {
                seen.countDown();
              }
            })) {
      assertTrue(seen.await(LIMIT_SECONDS, TimeUnit.SECONDS), visits.toString());
    }
  }
}
