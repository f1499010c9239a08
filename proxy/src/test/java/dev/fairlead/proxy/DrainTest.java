package dev.fairlead.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.proxy.RawClient.Response;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A drain that no request of a kept connection is lost in. */
@Timeout(60)
final class DrainTest {
  private static final int CLIENTS = 200;

  @AutoClose private final TestRegion ams;

  DrainTest(@TempDir Path data) {
    ams = new TestRegion("ams", data);
  }

  @Test
  void twoHundredKeptConnectionsLoseNoRequest() throws Exception {
    CountDownLatch drained = new CountDownLatch(1);
    AtomicInteger answered = new AtomicInteger();
    List<Future<Integer>> results = new ArrayList<>();
    try (Origin origin = Origin.says("fine");
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      ams.serve(origin);
      for (int i = 0; i < CLIENTS; i++) {
        boolean idles = i % 2 == 0;
        results.add(threads.submit(() -> useUntilClosed(idles ? drained : null, answered)));
      }
      Waits.until(() -> ams.proxy.traffic().connectionsNow() == CLIENTS);
      Waits.until(() -> answered.get() > 10 * CLIENTS);
      ams.proxy.drain();
      drained.countDown();
      for (Future<Integer> result : results) {
        assertTrue(result.get(30, TimeUnit.SECONDS) >= 1);
      }
      assertEquals(answered.get(), origin.requests.size());
    }
    Waits.until(() -> ams.proxy.traffic().connectionsNow() == 0);
  }

  /** Sends requests until an answer says that it is the last; any failure fails the test. */
  private Integer useUntilClosed(CountDownLatch idleUntil, AtomicInteger answered)
      throws Exception {
    try (RawClient client = ams.client()) {
      for (int count = 1; ; count++) {
        Response response = client.get("app.test", "/");
        assertEquals("fine", response.body());
        answered.incrementAndGet();
        if (response.header("Connection").equals("close")) {
          assertTrue(client.ended());
          return count;
        }
        if (idleUntil != null) {
          idleUntil.await();
        }
      }
    }
  }

  @Test
  void aRequestThatBeganBeforeTheDrainIsReadToItsEnd() throws IOException {
    try (Origin origin = Origin.says("fine");
        RawClient client = ams.client()) {
      ams.serve(origin);
      assertEquals("fine", client.get("app.test", "/").body());
      client.send("GET / HTTP/1.1\r\nHost: app");
      ams.proxy.drain();
      Response last = client.send(".test\r\n\r\n").receive();
      assertEquals("fine", last.body());
      assertEquals("close", last.header("Connection"));
      assertTrue(client.ended());
    }
  }

  @Test
  void answersOfTheProxyItselfAreTheLastToo() throws IOException {
    try (RawClient client = ams.client()) {
      assertEquals("", client.get("nowhere.test", "/").header("Connection"));
      ams.proxy.drain();
      Response last = client.get("nowhere.test", "/");
      assertEquals(404, last.code());
      assertEquals("close", last.header("Connection"));
      assertTrue(client.ended());
    }
  }

  @Test
  void busyConnectionsEndAfterTheirAnswerAndNewOnesAreNotAccepted() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    Origin.Answer slow =
        (request, body, out) -> {
          assertTrue(quietly(() -> go.await(20, TimeUnit.SECONDS)));
          Origin.respond(out, "last");
        };
    try (Origin origin = new Origin(slow);
        RawClient busy = ams.client()) {
      ams.serve(origin);
      busy.send("GET / HTTP/1.1\r\nHost: app.test\r\n\r\n");
      Waits.until(() -> origin.requests.size() == 1);
      ams.proxy.drain();
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
  void whatIsLeftAtTheLimitIsCut() throws Exception {
    ams.tcpService = "app"; // from the first moment of the stream on
    try (Origin origin = new Origin((request, body, out) -> body.read())) {
      ams.serve(origin);
      RawClient kept = ams.client();
      RawClient busy = ams.client();
      RawClient stream = new RawClient(ams.port("bytes"));
      assertEquals(404, kept.get("nowhere.test", "/").code());
      busy.send("POST / HTTP/1.1\r\nHost: app.test\r\nContent-Length: 9\r\n\r\n");
      stream.send("POST / HTTP/1.1\r\nContent-Length: 9\r\n\r\n");
      Waits.until(() -> origin.requests.size() == 2);
      Drain.within(ams.proxy, Duration.ofMillis(300));
      assertTrue(kept.ended());
      assertThrows(IOException.class, busy.in::read); // reset
      assertThrows(IOException.class, stream.in::read);
      Waits.until(() -> ams.proxy.traffic().connectionsNow() == 0 && ams.inFlight() == 0);
    }
  }

  @Test
  void aDrainEndsAsSoonAsNobodyIsConnected() {
    Drain.within(ams.proxy, Duration.ofHours(1));
    assertEquals(0, ams.proxy.cut());
  }

  private static boolean quietly(Callable<Boolean> wait) throws IOException {
    try {
      return wait.call();
    } catch (Exception e) {
      throw new IOException(e);
    }
  }

  @Test
  void whatIsSentBehindTheLastAnswerNeverResetsIt() throws IOException {
    String request = "GET / HTTP/1.1\r\nHost: app.test\r\n\r\n";
    try (Origin origin = Origin.says("x".repeat(100_000));
        RawClient client = ams.client()) {
      ams.serve(origin);
      assertEquals(200, client.get("app.test", "/").code());
      ams.proxy.drain();
      client.send(request.repeat(500));
      client.send("and what is no request at all ".repeat(20_000));
      Response last = client.receive();
      assertEquals(100_000, last.body().length());
      assertEquals("close", last.header("Connection"));
      assertTrue(client.ended());
      assertEquals(2, origin.requests.size());
    }
  }

  @Test
  void idleConnectionsEndInOrderWhenThereIsNoMoreTime() throws IOException {
    try (RawClient idle = ams.client();
        RawClient busy = ams.client()) {
      assertEquals(404, idle.get("nowhere.test", "/").code());
      busy.send("GET / HTTP/1.1\r\n"); // half a request: it will not be waited for either
      Waits.until(() -> ams.proxy.traffic().connectionsNow() == 2); // both are let in
      ams.proxy.drain();
      ams.proxy.endIdle();
      assertTrue(idle.ended());
      assertTrue(busy.ended());
    }
    Waits.until(() -> ams.proxy.traffic().connectionsNow() == 0);
  }
}
