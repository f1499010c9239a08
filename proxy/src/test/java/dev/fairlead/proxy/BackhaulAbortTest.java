package dev.fairlead.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Streams of the backhaul that end badly by the hundred, and one that goes on beside them. */
@Timeout(60)
final class BackhaulAbortTest {
  /** More than what an HTTP/2 server would take from a stranger. */
  private static final int ABORTS = 300;

  @AutoClose private final TestRegion ams;
  @AutoClose private final TestRegion waw;

  BackhaulAbortTest(@TempDir Path data) {
    System.setProperty("fairlead.loops", "1"); // one connection between the two
    try {
      ams = new TestRegion("ams", data);
      waw = new TestRegion("waw", data);
    } finally {
      System.clearProperty("fairlead.loops");
    }
    TestRegion.introduce(ams, waw);
  }

  private static Origin origin() throws IOException {
    return new Origin((request, body, out) -> {
      String line = request.line();
      if (line.contains("/echo")) {
        out.write(Origin.ascii("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n"));
        for (int i = 0; i < 2; i++) {
          out.write(body.read());
          out.flush();
        }
      } else if (line.contains("/broken")) {
        out.write(Origin.ascii("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc"));
        out.flush();
        throw new IOException("gone");
      } else {
        Origin.drain(body);
      }
    });
  }

  @Test
  void clientsThatLeaveEndNoOthersStream() throws IOException {
    try (Origin origin = origin();
        RawClient lasting = ams.client()) {
      ams.serveFrom(waw, "app", origin.port());
      begin(lasting);
      for (int i = 0; i < ABORTS; i++) {
        try (RawClient client = ams.client()) {
          client.send("POST / HTTP/1.1\r\nHost: app.test\r\nContent-Length: 1000\r\n\r\nabc");
          int seen = i + 2;
          Waits.until(() -> origin.requests.size() >= seen);
        }
      }
      Waits.until(() -> waw.inFlight() == 1);
      end(lasting);
    }
  }

  @Test
  void answersThatBreakOffEndNoOthersStream() throws IOException {
    try (Origin origin = origin();
        RawClient lasting = ams.client()) {
      ams.serveFrom(waw, "app", origin.port());
      begin(lasting);
      for (int i = 0; i < ABORTS; i++) {
        try (RawClient client = ams.client()) {
          client.send("GET /broken HTTP/1.1\r\nHost: app.test\r\n\r\n");
          assertThrows(IOException.class, client::receive);
        }
      }
      end(lasting);
    }
  }

  private static void begin(RawClient client) throws IOException {
    client.send("POST /echo HTTP/1.1\r\nHost: app.test\r\nContent-Length: 2\r\n\r\na");
    assertEquals(200, client.receiveHead().code());
    assertEquals('a', client.in.read());
  }

  private static void end(RawClient client) throws IOException {
    client.send("b");
    assertEquals('b', client.in.read());
  }
}
