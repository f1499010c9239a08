package dev.fairlead.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bytes that an instance sends without being asked never reach the next client. */
@Timeout(60)
final class SurplusBytesTest {
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

  @AutoClose private final TestRegion ams;

  SurplusBytesTest(@TempDir Path data) {
    ams = new TestRegion("ams", data);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil",
        "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nev",
        "HTTP/1.1 200 OK\r\nX-Evil: ",
        "HTT",
        "\r",
      })
  void whatComesWithTheResponseEndsTheConnection(String surplus) throws IOException {
    Origin.Answer chatty =
        (request, body, out) -> {
          out.write(Origin.ascii(OK + surplus));
          out.flush();
        };
    try (Origin origin = new Origin(chatty);
        RawClient client = ams.client()) {
      ams.serve(origin);
      for (int i = 1; i <= 5; i++) {
        assertEquals("ok", client.get("app.test", "/").body());
        assertEquals(i, origin.connections.get());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"HTTP/1.1 200 OK\r\nX-Evil: ", "HTT", "\r\n"})
  void whatComesLaterEndsTheConnection(String surplus) throws Exception {
    CountDownLatch answered = new CountDownLatch(1);
    Origin.Answer late =
        (request, body, out) -> {
          out.write(Origin.ascii(OK));
          out.flush();
          if (request.line().contains("/first")) {
            awaitQuietly(answered);
            out.write(Origin.ascii(surplus));
            out.flush();
          }
        };
    try (Origin origin = new Origin(late);
        RawClient client = ams.client()) {
      ams.serve(origin);
      assertEquals("ok", client.get("app.test", "/first").body());
      answered.countDown();
      while (origin.open.get() > 0) {
        Thread.onSpinWait(); // until the proxy closed it
      }
      assertEquals("ok", client.get("app.test", "/second").body());
      assertEquals(2, origin.connections.get());
    }
  }

  @Test
  void headersOfAHeadRequestAreNotTakenForABody() throws IOException {
    Origin.Answer head =
        (request, body, out) -> {
          out.write(Origin.ascii(request.line().startsWith("HEAD") ? OK.replace("ok", "") : OK));
          out.flush();
        };
    try (Origin origin = new Origin(head);
        RawClient client = ams.client()) {
      ams.serve(origin);
      for (int i = 0; i < 3; i++) {
        client.send("HEAD / HTTP/1.1\r\nHost: app.test\r\n\r\n");
        assertEquals(200, client.receiveHead().code());
        assertEquals("ok", client.get("app.test", "/").body());
      }
      assertEquals(1, origin.connections.get());
    }
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
