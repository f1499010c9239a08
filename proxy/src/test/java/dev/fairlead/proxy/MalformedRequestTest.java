package dev.fairlead.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.catalog.model.Policy;
import dev.fairlead.proxy.RawClient.Response;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Requests that are none: the right code, a closed connection, and an origin that saw nothing. */
@Timeout(60)
final class MalformedRequestTest {
  @TempDir Path data;

  @ParameterizedTest(name = "{0} {2}")
  @CsvSource(
      delimiter = '~',
      value = {
        "FQ06 ~ 400 ~ POST / HTTP/1.1|Host: app.test|Content-Length: 3|Transfer-Encoding: chunked||0||",
        "FQ06 ~ 400 ~ POST / HTTP/1.1|Host: app.test|Content-Length: 3|Content-Length: 3||abc",
        "FQ06 ~ 400 ~ POST / HTTP/1.1|Host: app.test|Content-Length: 3, 3||abc",
        "FQ06 ~ 400 ~ POST / HTTP/1.1|Host: app.test|Content-Length: +3||abc",
        "FQ06 ~ 400 ~ POST / HTTP/1.1|Host: app.test|Content-Length: 99999999999999999999||abc",
        "FQ06 ~ 400 ~ POST / HTTP/1.0|Host: app.test|Transfer-Encoding: chunked||0||",
        "FQ06 ~ 400 ~ POST / HTTP/1.1|Host: app.test|Transfer-Encoding: chunked|Transfer-Encoding: chunked||0||",
        "FQ02 ~ 505 ~ GET / HTTP/2.0|Host: app.test||",
        "FQ08 ~ 400 ~ GET / HTTP/1.1||",
        "FQ08 ~ 400 ~ GET / HTTP/1.1|Host: a|Host: b||",
        "FQ08 ~ 400 ~ GET / HTTP/1.1|Host: user@app.test||",
        "FQ08 ~ 400 ~ GET / HTTP/1.1|Host: app.test/x||",
        "FQ09 ~ 501 ~ CONNECT app.test:443 HTTP/1.1|Host: app.test||",
        "FQ09 ~ 501 ~ TRACE / HTTP/1.1|Host: app.test||",
        "FQ11 ~ 417 ~ GET / HTTP/1.1|Host: app.test|Expect: miracles||",
        "FQ12 ~ 400 ~ GET / HTTP/1.1|Host: app.test|Connection: Upgrade|Upgrade: websocket||",
        "FQ12 ~ 400 ~ GET / HTTP/1.1|Host: app.test|Connection: Upgrade|Upgrade: websocket|Sec-WebSocket-Key: short||",
        "FQ12 ~ 400 ~ PUT / HTTP/1.1|Host: app.test|Connection: Upgrade|Upgrade: websocket|Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==||",
        "FQ12 ~ 400 ~ POST / HTTP/1.1|Host: app.test|Connection: Upgrade|Upgrade: x|Content-Length: 3||abc",
        "FQ12 ~ 400 ~ POST / HTTP/1.1|Host: app.test|Connection: Upgrade|Upgrade: x|Transfer-Encoding: chunked||0||",
        "FQ12 ~ 400 ~ GET / HTTP/1.1|Host: app.test|Connection: Upgrade|Upgrade: two words||",
        "FQ13 ~ 400 ~ GET /a/../b HTTP/1.1|Host: app.test||",
        "FQ13 ~ 400 ~ GET /a%2fb HTTP/1.1|Host: app.test||",
        "FQ13 ~ 400 ~ GET /%2e%2e/b HTTP/1.1|Host: app.test||",
        "FQ01 ~ 400 ~ GET app HTTP/1.1|Host: app.test||",
        "FQ01 ~ 400 ~ GET * HTTP/1.1|Host: app.test||",
        "FQ01 ~ 400 ~ GET /#x HTTP/1.1|Host: app.test||",
        "FQ05 ~ 400 ~ GET / HTTP/1.1|Host: app.test|Bad Name: x||",
        "FQ05 ~ 400 ~ GET / HTTP/1.1|Host: app.test|X : y||",
        "FQ14 ~ 400 ~ POST / HTTP/1.1|Host: app.test|Transfer-Encoding: chunked||zz|abc|0||",
        "FQ06 ~ 400 ~ POST / HTTP/1.1|Host: app.test|Content-Length:||abc",
        "FQ06 ~ 400 ~ POST / HTTP/1.1|Host: app.test|Content-Length: 0x5||abcde",
        "FQ06 ~ 400 ~ POST / HTTP/1.1|Host: app.test|Content-Length: 05_||abcde",
        "FQ06 ~ 400 ~ POST / HTTP/1.1|Host: app.test|Content-Length: 5 5||abcde",
        "FQ06 ~ 400 ~ POST / HTTP/1.1|Host: app.test|Content-Length: -0||",
        "FQ06 ~ 400 ~ POST / HTTP/1.1|Host: app.test|Transfer-Encoding: xchunked||0||",
        "FQ06 ~ 400 ~ POST / HTTP/1.1|Host: app.test|Transfer-Encoding: chunked;q=1||0||",
        "FQ06 ~ 400 ~ POST / HTTP/1.1|Host: app.test|Transfer-Encoding: identity||0||",
        "FQ07 ~ 501 ~ POST / HTTP/1.1|Host: app.test|Transfer-Encoding: gzip, chunked||0||",
        "FQ06 ~ 400 ~ POST / HTTP/1.1|Host: app.test|Transfer-Encoding: chunked, gzip||0||",
        "FQ14 ~ 400 ~ POST / HTTP/1.1|Host: app.test|Transfer-Encoding: chunked||0x1|a|0||",
        "FQ14 ~ 400 ~ POST / HTTP/1.1|Host: app.test|Transfer-Encoding: chunked||+1|a|0||",
        "FQ14 ~ 400 ~ POST / HTTP/1.1|Host: app.test|Transfer-Encoding: chunked||-1|a|0||",
        "FQ14 ~ 400 ~ POST / HTTP/1.1|Host: app.test|Transfer-Encoding: chunked||1_0|a|0||",
        "FQ14 ~ 400 ~ POST / HTTP/1.1|Host: app.test|Transfer-Encoding: chunked|| 1|a|0||",
        "FQ14 ~ 400 ~ POST / HTTP/1.1|Host: app.test|Transfer-Encoding: chunked||1 |a|0||",
        "FQ14 ~ 400 ~ POST / HTTP/1.1|Host: app.test|Transfer-Encoding: chunked|||a|0||",
        "FQ14 ~ 400 ~ POST / HTTP/1.1|Host: app.test|Transfer-Encoding: chunked||1|aX|0||",
        "FQ14 ~ 400 ~ POST / HTTP/1.1|Host: app.test|Transfer-Encoding: chunked||1|ab0||",
        "FQ05 ~ 400 ~ GET / HTTP/1.1| X: a|Host: app.test||",
        "FQ05 ~ 400 ~ GET / HTTP/1.1|Host: app.test|: a||",
        "FQ05 ~ 400 ~ GET / HTTP/1.1|Host: app.test|nocolon||",
        "FQ05 ~ 400 ~ GET / HTTP/1.1|Host: app.test|a(b: c||",
        "FQ05 ~ 400 ~ GET / HTTP/1.1|Host: app.test|X: a| b||",
        "FQ05 ~ 400 ~ GET / HTTP/1.1|Host: app.test|X: a|\tb||",
        "FQ05 ~ 400 ~ ||GET / HTTP/1.1|Host: app.test|X: a| b||",
        "FQ01 ~ 400 ~ GET  / HTTP/1.1|Host: app.test||",
        "FQ01 ~ 400 ~ GET /  HTTP/1.1|Host: app.test||",
        "FQ01 ~ 400 ~ GET\t/ HTTP/1.1|Host: app.test||",
        "FQ01 ~ 400 ~ GET /\tHTTP/1.1|Host: app.test||",
        "FQ01 ~ 400 ~ GET / http/1.1|Host: app.test||",
        "FQ08 ~ 400 ~ GET / HTTP/1.1|Host: a,b||",
        "FQ08 ~ 400 ~ GET / HTTP/1.1|Host: a b||",
        "FQ08 ~ 400 ~ GET http://app.test/ HTTP/1.1|Host:||",
        "FQ01 ~ 400 ~ GET / HTTP/1||",
        "FQ01 ~ 400 ~ GET / HTTP/1.10|Host: app.test||",
        "FQ01 ~ 400 ~ GET / HTTP/01.1|Host: app.test||",
        "FQ02 ~ 505 ~ GET / HTTP/3.0|Host: app.test||",
      })
  void isRefusedWithItsCode(String code, int status, String request) throws IOException {
    try (TestRegion ams = new TestRegion("ams", data);
        Origin origin = Origin.says("must not be reached");
        RawClient client = new RawClient(ams.port("web"))) {
      ams.serve("app", Policy.DEFAULT, List.of(ams.instance("i1", origin.port(), 0)), List.of());
      Response response = client.send(request.replace("|", "\r\n")).receive();
      assertTrue(
          response.header("Fairlead-Error").startsWith(code + " "), () -> response.toString());
      assertEquals(status, response.code());
      assertTrue(client.ended());
      if (!code.equals("FQ14")) { // its head was good and is on its way already
        assertEquals(0, origin.requests.size());
        assertEquals(0, origin.connections.get());
      }
      assertEquals(0, ams.inFlight());
    }
  }

  @ParameterizedTest
  @CsvSource({"FQ03,414,line", "FQ04,431,headers", "FQ04,431,fields"})
  void tooMuchIsRefused(String code, int status, String what) throws IOException {
    String request =
        switch (what) {
          case "line" -> "GET /" + "a".repeat(9_000) + " HTTP/1.1\r\nHost: app.test\r\n\r\n";
          case "headers" ->
              "GET / HTTP/1.1\r\nHost: app.test\r\nX: " + "a".repeat(20_000) + "\r\n\r\n";
          default -> "GET / HTTP/1.1\r\nHost: app.test\r\n" + "X: y\r\n".repeat(101) + "\r\n";
        };
    try (TestRegion ams = new TestRegion("ams", data);
        RawClient client = new RawClient(ams.port("web"))) {
      Response response = client.send(request).receive();
      assertTrue(response.header("Fairlead-Error").startsWith(code + " "), response::toString);
      assertEquals(status, response.code());
      assertTrue(client.ended());
    }
  }

  @Test
  void aFoldedLineIsFoundHoweverTheHeadArrives() throws IOException {
    String request = "\r\nGET / HTTP/1.1\r\nHost: app.test\r\nX: a\r\n b\r\n\r\n";
    try (TestRegion ams = new TestRegion("ams", data);
        Origin origin = Origin.says("must not be reached")) {
      ams.serve("app", Policy.DEFAULT, List.of(ams.instance("i1", origin.port(), 0)), List.of());
      for (int cut = 1; cut < request.length(); cut++) {
        try (RawClient client = new RawClient(ams.port("web"))) {
          client.socket.setTcpNoDelay(true);
          client.send(request.substring(0, cut)).send(request.substring(cut));
          Response response = client.receive();
          assertEquals(400, response.code());
          assertTrue(response.header("Fairlead-Error").startsWith("FQ05 "), response::toString);
        }
      }
      assertEquals(0, origin.connections.get());
    }
  }

  @Test
  void aBlankAtTheBeginningOfABodyIsNoFoldedLine() throws IOException {
    try (TestRegion ams = new TestRegion("ams", data);
        Origin origin = Origin.says("fine");
        RawClient client = new RawClient(ams.port("web"))) {
      ams.serve("app", Policy.DEFAULT, List.of(ams.instance("i1", origin.port(), 0)), List.of());
      String request = "POST / HTTP/1.1\r\nHost: app.test\r\nContent-Length: 4\r\n\r\n \n\tb";
      for (int i = 0; i < 3; i++) {
        assertEquals("fine", client.send(request).receive().body());
      }
      client.send(request.repeat(3));
      for (int i = 0; i < 3; i++) {
        assertEquals("fine", client.receive().body());
      }
    }
  }
}
