package dev.fairlead.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.catalog.model.InFlight;
import dev.fairlead.catalog.model.Instances;
import dev.fairlead.catalog.model.Policy;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What real instances do teaches a real proxy whom to choose. */
@Timeout(60)
final class ChoosingTest {
  private static final String GET = "GET / HTTP/1.1\r\nHost: app.test\r\n\r\n";

  @AutoClose private final TestRegion ams;

  ChoosingTest(@TempDir Path data) {
    ams = new TestRegion("ams", data);
  }

  /** What this node knows of an instance of the service {@code app}. */
  private InFlight known(String id) {
    Instances here = ams.services.get("app").instances();
    InFlight known = here.known(here.routable(id));
    assertNotNull(known, id);
    return known;
  }

  private static Origin held(CountDownLatch until) throws IOException {
    return new Origin((request, body, out) -> {
      try {
        until.await();
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
      Origin.respond(out, "slow");
    });
  }

  @Test
  void anInstanceThatAnswersSlowlyIsAskedLess() throws IOException {
    CountDownLatch until = new CountDownLatch(1);
    try (Origin slow = held(until);
        Origin fast = Origin.says("fast");
        RawClient client = ams.client()) {
      ams.serve(
          "app",
          Policy.DEFAULT,
          List.of(ams.instance("slow", slow.port(), 0), ams.instance("fast", fast.port(), 0)),
          List.of());
      RawClient stuck = ams.client();
      while (slow.requests.isEmpty()) { // whoever is chosen for it: the slow one sooner or later
        int before = fast.requests.size();
        stuck.send(GET);
        Waits.until(() -> fast.requests.size() > before || !slow.requests.isEmpty());
        if (slow.requests.isEmpty()) {
          stuck.receive();
        }
      }
      for (int i = 0; i < 500; i++) {
        assertEquals("fast", client.get("app.test", "/").body(), "one in flight there, none here");
      }
      until.countDown();
      assertEquals("slow", stuck.receive().body());
      int slowBefore = slow.requests.size();
      for (int i = 0; i < 50; i++) {
        client.get("app.test", "/");
      }
      int more = slow.requests.size() - slowBefore;
      assertTrue(more < 25, () -> more + " of 50 to one that took as long as 500 of the other");
      stuck.close();
    }
  }

  @Test
  void aClientThatGivesUpSaysThatItWaited() throws IOException {
    CountDownLatch until = new CountDownLatch(1);
    try (Origin silent = held(until)) {
      ams.serve(silent);
      RawClient client = ams.client();
      client.send(GET);
      Waits.until(() -> silent.requests.size() == 1);
      assertEquals(0, known("i1").latency());
      client.close();
      Waits.until(() -> known("i1").latency() != 0);
      until.countDown();
    }
  }

  @Test
  void failingFastIsNotAnsweringFast() throws IOException {
    Origin.Answer breaksOff =
        (request, body, out) -> {
          throw new IOException("closes without an answer");
        };
    try (Origin origin = new Origin(breaksOff);
        RawClient client = ams.client()) {
      ams.serve(origin);
      assertEquals(502, client.get("app.test", "/").code());
      assertEquals(0, known("i1").latency());
    }
  }

  @Test
  void ofATcpInstanceTheConnectIsMeasured() throws IOException {
    ams.tcpService = "app";
    try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"))) {
      ams.serve(
          "app", Policy.DEFAULT, List.of(ams.instance("i1", server.getLocalPort(), 0)), List.of());
      try (Socket client = new Socket("127.0.0.1", ams.port("bytes"));
          Socket accepted = server.accept()) {
        client.getOutputStream().write('x');
        assertEquals('x', accepted.getInputStream().read());
        assertNotEquals(0, known("i1").latency());
      }
    }
  }

  @Test
  void aTimeoutIsAnAnswerThatTookAsLong() throws IOException {
    CountDownLatch until = new CountDownLatch(1);
    try (Origin silent = held(until);
        RawClient client = ams.client()) {
      ams.serve(
          "app",
          Waits.policy(0, Duration.ofMillis(100), Duration.ZERO),
          List.of(ams.instance("i1", silent.port(), 0)),
          List.of());
      assertEquals(504, client.get("app.test", "/").code());
      assertNotEquals(0, known("i1").latency());
      until.countDown();
    }
  }
}
