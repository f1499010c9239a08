package dev.fairlead.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.proxy.RawClient.Response;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** HTTP through one real proxy to real origins of its own region. */
@Timeout(60)
final class HttpProxyTest {
  @AutoClose private final TestRegion ams;

  HttpProxyTest(@TempDir Path data) {
    ams = new TestRegion("ams", data);
  }

  @Test
  void keptConnectionsAreReusedOnBothSides() throws IOException {
    try (Origin origin = Origin.says("hello");
        RawClient client = ams.client()) {
      ams.serve(origin);
      for (int i = 0; i < 20; i++) {
        Response response = client.get("app.test", "/" + i);
        assertEquals(200, response.code());
        assertEquals("hello", response.body());
        assertEquals(26, response.header("Fairlead-Request-Id").length());
      }
      assertEquals(1, origin.connections.get());
      Waits.until(() -> ams.inFlight() == 0);
    }
  }

  @Test
  void pipelinedRequestsAreAnsweredInOrder() throws IOException {
    Origin.Answer echo = (request, body, out) -> Origin.respond(out, request.line().split(" ")[1]);
    try (Origin origin = new Origin(echo);
        RawClient client = ams.client()) {
      ams.serve(origin);
      StringBuilder all = new StringBuilder();
      for (int i = 0; i < 200; i++) {
        all.append("GET /").append(i).append(" HTTP/1.1\r\nHost: app.test\r\n\r\n");
      }
      client.send(all.toString());
      for (int i = 0; i < 200; i++) {
        assertEquals("/" + i, client.receive().body());
      }
    }
  }

  @Test
  void thousandsOfPipelinedRequestsForUnknownHostsNeedNoStack() throws IOException {
    try (RawClient client = ams.client()) {
      client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n".repeat(5_000));
      for (int i = 0; i < 5_000; i++) {
        assertEquals(404, client.receive().code());
      }
    }
  }

  @Test
  void headersTowardTheInstanceAreTheProxysOwn() throws IOException {
    try (Origin origin = Origin.says("x");
        RawClient client = ams.client()) {
      ams.serve(origin);
      client
          .send(
              "GET /a?b=1 HTTP/1.1\r\nHost: app.test:8080\r\nX-Forwarded-For: 6.6.6.6\r\n"
                  + "X-Forwarded-Proto: https\r\nForwarded: for=6.6.6.6\r\nX_Forwarded_For: 6\r\n"
                  + "Fairlead-Client-IP: 6.6.6.6\r\nFairlead-Region: mars\r\nFairlead-Hop: x\r\n"
                  + "Fairlead-Service: other\r\nVia: 1.1 evil\r\nX-Real-IP: 6.6.6.6\r\n"
                  + "Connection: keep-alive, X-Private\r\nX-Private: 1\r\nTE: trailers\r\n"
                  + "Keep-Alive: 5\r\nProxy-Authorization: x\r\nX-Kept: yes\r\n"
                  + "Fairlead-Request-Id: mine\r\n\r\n")
          .receive();
      Origin.Request seen = origin.requests.getFirst();
      assertEquals("GET /a?b=1 HTTP/1.1", seen.line());
      assertEquals("app.test:8080", seen.header("Host"));
      assertEquals("127.0.0.1", seen.header("X-Forwarded-For"));
      assertEquals("http", seen.header("X-Forwarded-Proto"));
      assertEquals("app.test:8080", seen.header("X-Forwarded-Host"));
      assertEquals(Integer.toString(ams.port("web")), seen.header("X-Forwarded-Port"));
      assertEquals("1.1 ams-1", seen.header("Via"));
      assertEquals("ams", seen.header("Fairlead-Region"));
      assertEquals("127.0.0.1", seen.header("Fairlead-Client-IP"));
      assertEquals(26, seen.header("Fairlead-Request-Id").length());
      assertEquals("yes", seen.header("X-Kept"));
      for (String gone :
          List.of(
              "Forwarded",
              "X_Forwarded_For",
              "Fairlead-Hop",
              "Fairlead-Service",
              "X-Real-IP",
              "X-Private",
              "TE",
              "Keep-Alive",
              "Proxy-Authorization",
              "Connection")) {
        assertEquals("", seen.header(gone), gone);
      }
    }
  }

  @Test
  void unknownHostsGet404WithTheCodeAsTextOrJson() throws IOException {
    try (RawClient client = ams.client()) {
      Response text = client.get("nowhere.test", "/");
      assertEquals(404, text.code());
      assertTrue(text.header("Fairlead-Error").startsWith("FR01 "), text::toString);
      assertTrue(text.body().startsWith("FR01 "));
      Response json =
          client.send("GET / HTTP/1.1\r\nHost: n\r\nAccept: application/json\r\n\r\n").receive();
      assertEquals("application/json", json.header("Content-Type"));
      assertTrue(json.body().startsWith("{\"code\":\"FR01\""), json.body());
    }
  }

  @Test
  void bodilessAnswersStayBodiless() throws IOException {
    Origin.Answer answer =
        (request, body, out) -> {
          String line = request.line();
          if (line.startsWith("HEAD")) {
            out.write(Origin.ascii("HTTP/1.1 200 OK\r\nContent-Length: 1234\r\n\r\n"));
          } else if (line.contains("/204")) {
            out.write(Origin.ascii("HTTP/1.1 204 No Content\r\n\r\n"));
          } else if (line.contains("/304")) {
            out.write(Origin.ascii("HTTP/1.1 304 Not Modified\r\nContent-Length: 7\r\n\r\n"));
          } else {
            Origin.respond(out, "end");
          }
          out.flush();
        };
    try (Origin origin = new Origin(answer);
        RawClient client = ams.client()) {
      ams.serve(origin);
      Response head = client.send("HEAD / HTTP/1.1\r\nHost: app.test\r\n\r\n").receive(false);
      assertEquals("1234", head.header("Content-Length"));
      assertEquals(204, client.get("app.test", "/204").code());
      assertEquals(304, client.get("app.test", "/304").code());
      assertEquals("end", client.get("app.test", "/").body());
      assertEquals(1, origin.connections.get());
    }
  }

  @Test
  void chunkedBodiesPassBothWays() throws IOException {
    Origin.Answer answer =
        (request, body, out) -> {
          byte[] all = body.readAllBytes();
          out.write(Origin.ascii("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"));
          for (byte b : all) {
            out.write(Origin.ascii("1\r\n" + (char) b + "\r\n"));
          }
          out.write(Origin.ascii("0\r\n\r\n"));
          out.flush();
        };
    try (Origin origin = new Origin(answer);
        RawClient client = ams.client()) {
      ams.serve(origin);
      client.send(
          "POST / HTTP/1.1\r\nHost: app.test\r\nTransfer-Encoding: chunked\r\n\r\n"
              + "5\r\nhello\r\n6;x=y\r\n world\r\n0\r\n\r\n");
      assertEquals("hello world", client.receive().body());
      assertEquals("chunked", origin.requests.getFirst().header("Transfer-Encoding"));
    }
  }

  @Test
  void aClientOfHttp10GetsBodiesEndedByClose() throws IOException {
    Origin.Answer answer =
        (request, body, out) -> {
          out.write(
              Origin.ascii(
                  "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"));
          out.flush();
        };
    try (Origin origin = new Origin(answer);
        RawClient client = ams.client()) {
      ams.serve(origin);
      Response response = client.send("GET / HTTP/1.0\r\nHost: app.test\r\n\r\n").receive();
      assertEquals("abc", response.body());
      assertEquals("", response.header("Transfer-Encoding"));
      assertTrue(client.ended());
    }
  }

  @Test
  void expectContinueIsAnsweredByTheInstance() throws IOException {
    try (Origin origin = Origin.bidsContinue();
        RawClient client = ams.client()) {
      ams.serve(origin);
      client.send(
          "POST / HTTP/1.1\r\nHost: app.test\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n");
      assertEquals(100, client.receive().code());
      client.send("abc");
      assertEquals("abc", client.receive().body());
    }
  }

  @Test
  void theAccessLogTellsEachRequest() throws Exception {
    try (Origin origin = Origin.says("hello");
        RawClient client = ams.client()) {
      ams.serve(origin);
      client.get("app.test", "/logged");
      Path log = ams.accessLog();
      Waits.until(() -> {
        try (InputStream in = java.nio.file.Files.newInputStream(log)) {
          String text = new String(in.readAllBytes());
          return text.contains("127.0.0.1 web app.test \"GET /logged HTTP/1.1\" 200 0 5 ")
              && text.contains(" app ams i1 0 --");
        } catch (IOException e) {
          return false;
        }
      });
      assertFalse(ams.proxy.loops().isEmpty());
    }
  }
}
