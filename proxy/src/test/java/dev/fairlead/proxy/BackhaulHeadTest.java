package dev.fairlead.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Heads an instance may send that are too large to pass between regions. */
@Timeout(60)
final class BackhaulHeadTest {
  /** HTTP/2 counts 32 bytes for each on top of its own: in all more than 64 KiB. */
  private static final int FIELDS = 900;

  @AutoClose private final TestRegion ams;
  @AutoClose private final TestRegion waw;

  BackhaulHeadTest(@TempDir Path data) {
    System.setProperty("fairlead.loops", "1"); // one connection between the two
    try {
      ams = new TestRegion("ams", data);
      waw = new TestRegion("waw", data);
    } finally {
      System.clearProperty("fairlead.loops");
    }
    TestRegion.introduce(ams, waw);
  }

  @Test
  void aTooLargeResponseHeadIsOneErrorAndEndsNoOtherStream() throws IOException {
    Origin.Answer answer =
        (request, body, out) -> {
          if (request.line().contains("/large")) {
            String fields = "X-Field: %s\r\n".formatted("v".repeat(40)).repeat(FIELDS);
            out.write(Origin.ascii("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n" + fields + "\r\n"));
            out.flush();
          } else {
            out.write(Origin.ascii("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n"));
            for (int i = 0; i < 2; i++) {
              out.write(body.read());
              out.flush();
            }
          }
        };
    try (Origin origin = new Origin(answer);
        RawClient lasting = ams.client();
        RawClient client = ams.client()) {
      ams.serveFrom(waw, "app", origin.port());
      lasting.send("POST / HTTP/1.1\r\nHost: app.test\r\nContent-Length: 2\r\n\r\na");
      assertEquals(200, lasting.receiveHead().code());
      assertEquals('a', lasting.in.read());
      client.send("POST /large HTTP/1.1\r\nHost: app.test\r\nContent-Length: 0\r\n\r\n");
      assertEquals(502, client.receive().code());
      lasting.send("b");
      assertEquals('b', lasting.in.read());
    }
  }
}
