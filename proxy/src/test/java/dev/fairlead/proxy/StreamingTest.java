package dev.fairlead.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.catalog.model.Policy;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Bodies pass piece by piece, held back by whoever is slower, and leave nothing behind. */
@Timeout(60)
final class StreamingTest {
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

  private void serve(Origin origin) {
    ams.serve("app", Policy.DEFAULT, List.of(ams.instance("i1", origin.port(), 0)), List.of());
  }

  private RawClient client() throws IOException {
    return new RawClient(ams.port("web"));
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
  void aClientThatLeavesFreesEverything() throws Exception {
    try (Origin origin = Origin.says("never")) {
      serve(origin);
      for (int i = 0; i < 50; i++) {
        RawClient client = client();
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
    long total = 64L << 20;
    AtomicLong written = new AtomicLong();
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
      AtomicLong sent = new AtomicLong();
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
}
