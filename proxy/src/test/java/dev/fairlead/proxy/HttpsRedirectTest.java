package dev.fairlead.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An http listener that sends every client to https. */
@Timeout(60)
final class HttpsRedirectTest {
  @AutoClose private final TestRegion ams;
  @AutoClose private final Origin origin;

  HttpsRedirectTest(@TempDir Path data) throws Exception {
    ams =
        new TlsSetting(data)
            .with(new TestAuthority(data).certificate("app.test"))
            .redirect("usual", 443)
            .redirect("special", 8443)
            .start();
    origin = Origin.says("must not be reached");
    ams.serve(origin);
  }

  @ParameterizedTest
  @CsvSource({
    "usual,GET /a?b=c HTTP/1.1,app.test,https://app.test/a?b=c",
    "usual,POST / HTTP/1.1,app.test:80,https://app.test/",
    "special,GET /a HTTP/1.1,app.test:8080,https://app.test:8443/a",
    "special,GET / HTTP/1.1,[::1]:8080,https://[::1]:8443/",
    "usual,GET http://other.test:80/x HTTP/1.1,app.test,https://other.test/x",
    "usual,GET //evil.test/ HTTP/1.1,app.test,https://app.test/evil.test/",
    "usual,OPTIONS * HTTP/1.1,app.test,https://app.test/",
    "usual,GET / HTTP/1.0,app.test,https://app.test/",
  })
  void everyRequestIsSentToTheSameAddressUnderHttps(
      String listener, String line, String host, String location) throws Exception {
    try (RawClient client = new RawClient(ams.port(listener))) {
      client.send(line + "\r\nHost: " + host + "\r\n\r\n");
      RawClient.Response answer = client.receive();
      assertEquals(308, answer.code());
      assertEquals(location, answer.header("Location"));
      assertTrue(client.ended());
      assertEquals(0, origin.connections.get());
      new LogReader(ams.accessLog()).ends("\" 308 0 0 0 - - - - - 0", "LR");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET / HTTP/1.1\r\n\r\n",
        "GET / HTTP/1.0\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: evil.test/x\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: user@evil.test\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a.test\r\nX: y\nLocation: z\r\n\r\n",
      })
  void aHostThatIsNoneIsNotSentAnywhere(String request) throws Exception {
    try (RawClient client = new RawClient(ams.port("usual"))) {
      RawClient.Response answer = client.send(request).receive();
      assertEquals(400, answer.code());
      assertEquals("", answer.header("Location"));
    }
  }

  @Test
  void otherListenersServeAsBefore() throws Exception {
    try (RawClient client = ams.client()) {
      assertEquals(200, client.get("app.test", "/").code());
    }
  }
}
