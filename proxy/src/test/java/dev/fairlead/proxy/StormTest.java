package dev.fairlead.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.proxy.config.ConnectionLimits;
import dev.fairlead.proxy.config.Settings;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Many clients that behave badly leave nothing behind. {@code -Dconnections=} sets how many of
 * them.
 */
@Timeout(600)
final class StormTest {
  private static final int CONNECTIONS = Integer.getInteger("connections", 3_000);
  private static final String GET = "GET / HTTP/1.1\r\nHost: app.test\r\n\r\n";

  @AutoClose private final TestRegion ams;

  StormTest(@TempDir Path data) {
    Settings usual = TestRegion.settings("ams", data, null, List.of());
    List<Settings.Listen> open = // all come from one source
        usual.listeners().stream().map(listen -> listen.with(new ConnectionLimits(0, 0))).toList();
    ams = new TestRegion("ams", TestRegion.listening(usual, 0, open));
  }

  /** Row 41. */
  @Test
  void halfClosedAndResetConnectionsFreeTheirDescriptors() throws IOException {
    try (RecordingOrigin origin = new RecordingOrigin()) {
      ams.serveFrom(ams, "app", origin.port());
      storm(40); // what is made once
      settle(origin);
      int before = descriptors();
      storm(CONNECTIONS);
      settle(origin);
      Waits.until(() -> descriptors() <= before + 20);
      assertEquals(List.of(), origin.violations);
    }
  }

  private void storm(int connections) throws IOException {
    for (int i = 0; i < connections; i++) {
      try (RawClient client = ams.client()) {
        switch (i % 6) {
          case 0 -> client.send(GET);
          case 1 -> client.send(GET.substring(0, 9));
          case 2 -> client.send("POST / HTTP/1.1\r\nHost: app.test\r\nContent-Length: 9\r\n\r\nx");
          case 3 -> assertEquals(200, client.send(GET).receive().code());
          default -> {}
        }
        if (i % 2 == 0) {
          client.socket.shutdownOutput();
        }
        if (i % 4 < 2) {
          client.socket.setSoLinger(true, 0);
        }
      }
    }
  }

  private void settle(RecordingOrigin origin) {
    Waits.until(() -> ams.inFlight() == 0 && origin.unfinished.get() == 0);
    Waits.until(() -> ams.proxy.traffic().connectionsNow() == 0);
  }

  private static int descriptors() {
    String[] names = new File("/proc/self/fd").list();
    return names == null ? 0 : names.length;
  }

  @Test
  void whoAsksWithoutEndAndTakesNoAnswersIsHeldBack() throws Exception {
    byte[] block = Origin.ascii("GET / HTTP/1.1\r\nHost: nowhere.test\r\n\r\n".repeat(1_000));
    AtomicLong sent = new AtomicLong(); // raised by the sender, read here: a count
    try (RawClient client = ams.client()) {
      Thread sender =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  while (sent.get() < Flood.BYTES) {
                    client.out.write(block);
                    sent.addAndGet(block.length);
                  }
                } catch (IOException closed) {
                  // by the test, at its end
                }
              });
      // It stops by itself: the count stands still although nobody told it to.
      long before = -1;
      while (sent.get() != before || before == 0) {
        before = sent.get();
        sender.join(Duration.ofMillis(300));
      }
      assertTrue(before < Flood.BYTES / 2, "asked for " + before);
    }
    Waits.until(() -> ams.proxy.traffic().connectionsNow() == 0);
  }
}
