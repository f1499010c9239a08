package dev.fairlead.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Bodies pass piece by piece, held back by whoever is slower, and leave nothing behind. */
@Timeout(60)
final class StreamingTest {
  @AutoClose private final TestRegion ams;

  StreamingTest(@TempDir Path data) {
    ams = new TestRegion("ams", data);
  }

  @Test
  void anAnswerBeforeTheEndOfTheRequestIsRelayedAndTheConnectionNotReused() throws IOException {
    Origin.Answer early =
        (request, body, out) -> {
          Origin.respond(out, "enough");
          Origin.drain(body);
        };
    try (Origin origin = new Origin(early);
        RawClient client = ams.client()) {
      ams.serve(origin);
      client.send("POST / HTTP/1.1\r\nHost: app.test\r\nContent-Length: 10\r\n\r\nabc");
      assertEquals("enough", client.receive().body());
      client.send("defghij");
      assertEquals("enough", client.get("app.test", "/").body());
      assertEquals(2, origin.connections.get());
    }
  }

  @Test
  void aClientThatLeavesFreesEverything() throws Exception {
    try (Origin origin = Origin.says("never")) {
      ams.serve(origin);
      for (int i = 0; i < 50; i++) {
        RawClient client = ams.client();
        client.send("POST / HTTP/1.1\r\nHost: app.test\r\nContent-Length: 1000000\r\n\r\nabc");
        int sent = i + 1;
        Waits.until(() -> origin.requests.size() == sent);
        if (i % 2 == 0) {
          client.socket.setSoLinger(true, 0);
        }
        client.close();
      }
      Waits.until(() -> ams.inFlight() == 0);
      Waits.until(() -> origin.open.get() == 0);
      Waits.until(() -> ams.proxy.traffic().connectionsNow() == 0);
    }
  }

  @Test
  void aSlowReaderHoldsTheInstanceBack() throws Exception {
    Flood flood = new Flood();
    Origin.Answer big =
        (request, body, out) -> {
          out.write(Origin.ascii("HTTP/1.1 200 OK\r\nContent-Length: " + Flood.BYTES + "\r\n\r\n"));
          flood.send(out);
        };
    try (Origin origin = new Origin(big);
        RawClient client = ams.client()) {
      ams.serve(origin);
      client.send("GET / HTTP/1.1\r\nHost: app.test\r\n\r\n");
      client.receiveHead();
      long worst = flood.receive(client.in);
      // Kernel buffers of two loopback connections and the proxy's own: far below the whole.
      assertTrue(worst < 24 << 20, "outstanding " + worst);
    }
  }

  @Test
  void anUploadIsHeldBackByTheInstanceAndArrivesWhole() throws Exception {
    Flood flood = new Flood();
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
        RawClient client = ams.client()) {
      ams.serve(origin);
      client.send(
          "PUT / HTTP/1.1\r\nHost: app.test\r\nContent-Length: " + Flood.BYTES + "\r\n\r\n");
      Thread sender =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  flood.send(client.out);
                } catch (IOException e) {
                  throw new java.io.UncheckedIOException(e);
                }
              });
      // It stops by itself: the sender's count stands still although nobody told it to.
      long before = -1;
      while (flood.sent() != before || flood.sent() == 0) {
        before = flood.sent();
        sender.join(Duration.ofMillis(300));
      }
      assertTrue(before < 24 << 20, "swallowed " + before);
      go.countDown();
      assertEquals("got it", client.receive().body());
      assertEquals(Flood.BYTES, origin.bodyBytes.get());
    }
  }
}
