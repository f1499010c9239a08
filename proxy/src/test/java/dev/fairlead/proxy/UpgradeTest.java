package dev.fairlead.proxy;

import static dev.fairlead.proxy.SwitchingOrigin.GRANTS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.proxy.RawClient.Response;
import dev.fairlead.proxy.SwitchingOrigin.Peer;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which HTTP/1.1 upgrades are carried, here and to another region, and what of them. */
@Timeout(60)
final class UpgradeTest extends UpgradeSetting {
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void bytesPassBothWaysAfterAMatching101(boolean elsewhere) throws Exception {
    serve(elsewhere);
    client.send(HANDSHAKE);
    Peer peer = origin.peer();
    List<String> head = peer.head();
    assertEquals("GET /ws HTTP/1.1", head.getFirst());
    assertEquals("upgrade", field(head, "Connection"));
    assertEquals("websocket", field(head, "Upgrade"));
    assertEquals("dGhlIHNhbXBsZSBub25jZQ==", field(head, "Sec-WebSocket-Key"));
    assertEquals("127.0.0.1", field(head, "X-Forwarded-For"));
    assertEquals("", field(head, "Content-Length") + field(head, "Transfer-Encoding"));
    // The first bytes of the new protocol come with the last of the old one.
    peer.send(GRANTS.replace("\r\n\r\n", "\r\nSec-WebSocket-Accept: abc\r\n\r\nfirst"));
    Response granted = client.receive();
    assertEquals(101, granted.code());
    assertEquals("upgrade", granted.header("Connection"));
    assertEquals("websocket", granted.header("Upgrade"));
    assertEquals("abc", granted.header("Sec-WebSocket-Accept"));
    assertEquals(26, granted.header("Fairlead-Request-Id").length());
    assertEquals("first", new String(client.in.readNBytes(5)));
    for (int i = 0; i < 100; i++) {
      client.send("\0GET / HTTP/1.1\r\n");
      assertEquals("\0GET / HTTP/1.1\r\n", peer.read(17));
      peer.send("\r\n\r\n\1HTTP");
      assertEquals("\r\n\r\n\1HTTP", new String(client.in.readNBytes(9)));
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void bytesSentAheadArriveOnlyAfterThe101(boolean elsewhere) throws Exception {
    serve(elsewhere);
    client.send(HANDSHAKE + "ahead");
    Peer peer = origin.peer();
    peer.head();
    client.send(" of time");
    assertTrue(peer.nothingMore());
    peer.send(GRANTS);
    assertEquals(101, client.receive().code());
    assertEquals("ahead of time", peer.read(13));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void bytesBehindARefusedUpgradeAreTheNextRequests(boolean elsewhere) throws Exception {
    serve(elsewhere);
    client.send(
        HANDSHAKE
            + "GET /next HTTP/1.1\r\nHost: app.test\r\nX-Forwarded-For: 6.6.6.6\r\n\r\n"
            + "GET /admin HTTP/1.1\r\nHost: internal.test\r\n\r\n");
    Peer peer = origin.peer();
    peer.head();
    assertTrue(peer.nothingMore());
    peer.send("HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\nrefused");
    assertEquals("refused", client.receive().body());
    List<String> next = peer.head(); // on the connection that was kept
    assertEquals("GET /next HTTP/1.1", next.getFirst());
    assertEquals("127.0.0.1", field(next, "X-Forwarded-For"));
    peer.send("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nnext");
    assertEquals("next", client.receive().body());
    assertEquals(404, client.receive().code()); // never saw the instance
    assertTrue(peer.nothingMore());
    assertEquals(1, origin.connections());
    Waits.until(() -> serving.inFlight() == 0);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "HTTP/1.1 101 Switching Protocols",
        "HTTP/1.1 101 Switching Protocols|Connection: Upgrade",
        "HTTP/1.1 101 Switching Protocols|Upgrade: websocket",
        "HTTP/1.1 101 Switching Protocols|Connection: Upgrade|Upgrade: other",
        "HTTP/1.1 101 Switching Protocols|Connection: Upgrade|Upgrade: websocket, other",
        "HTTP/1.1 101 Switching Protocols|Connection: Upgrade|Upgrade: websocket|Content-Length: 5",
      })
  void aSwitchThatDoesNotMatchIsFC04(String answer) throws Exception {
    serve(false);
    client.send(HANDSHAKE + "GET /x HTTP/1.1\r\nHost: nowhere.test\r\n\r\n");
    Peer peer = origin.peer();
    peer.head();
    peer.send(answer.replace("|", "\r\n") + "\r\n\r\nhello");
    Response bad = client.receive();
    assertEquals(502, bad.code());
    assertTrue(bad.header("Fairlead-Error").startsWith("FC04 "), bad::toString);
    assertTrue(peer.ended());
    assertEquals(404, client.receive().code()); // HTTP goes on
    Waits.until(() -> serving.inFlight() == 0);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aSwitchNobodyAskedForIsFC04(boolean elsewhere) throws Exception {
    serve(elsewhere);
    client.send("GET / HTTP/1.1\r\nHost: app.test\r\n\r\n");
    Peer peer = origin.peer();
    peer.head();
    peer.send(GRANTS + "GET / HTTP/1.1\r\n\r\n");
    Response bad = client.receive();
    assertTrue(bad.header("Fairlead-Error").startsWith("FC04 "), bad::toString);
    assertTrue(peer.ended());
  }

  @Test
  void anInstanceCannotGrantBehindTheProxysBack() throws Exception {
    serve(true);
    client.send(HANDSHAKE + "smuggled");
    Peer peer = origin.peer();
    peer.head();
    peer.send("HTTP/1.1 200 OK\r\nFairlead-Upgrade: websocket\r\nContent-Length: 2\r\n\r\nno");
    Response plain = client.receive();
    assertEquals(200, plain.code());
    assertEquals("no", plain.body());
    assertTrue(peer.nothingMore());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "1.0 ~ Connection: Upgrade|Upgrade: websocket ~ ''", // RFC 9110 7.8: ignored
        "1.1 ~ Upgrade: websocket ~ ''", // not for us
        "1.1 ~ Connection: keep-alive|Upgrade: websocket ~ ''",
        "1.1 ~ Connection: Upgrade ~ ''",
        "1.1 ~ Connection: Upgrade|Upgrade: , ~ ''",
        "1.1 ~ Connection: Upgrade, HTTP2-Settings|Upgrade: h2c|HTTP2-Settings: AAAA ~ ''",
        "1.1 ~ Connection: Upgrade|Upgrade: HTTP/2.0 ~ ''",
        "1.1 ~ Connection: upgrade|Upgrade: h2c, ECHO/1, Foo ~ ECHO/1, Foo",
        "1.1 ~ Connection: x, UPGRADE|Upgrade: a|Upgrade: b/2 ~ a, b/2",
        "1.1 ~ Connection: Upgrade|Upgrade: foo|Content-Length: 0 ~ foo",
      })
  void whatIsAskedForGoesOn(String version, String fields, String asked) throws Exception {
    serve(false);
    client.send(
        "GET / HTTP/%s\r\nHost: app.test\r\n%s\r\n\r\n"
            .formatted(version, fields.replace("|", "\r\n")));
    Peer peer = origin.peer();
    List<String> head = peer.head();
    assertEquals(asked, field(head, "Upgrade"));
    assertEquals(asked.isEmpty() ? "" : "upgrade", field(head, "Connection"));
    assertEquals("", field(head, "HTTP2-Settings"));
    peer.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
    assertEquals("ok", client.receive().body());
  }

  @Test
  void oneOfSeveralProtocolsMayBeGrantedAfterInterimAnswers() throws Exception {
    serve(false);
    client.send(
        "GET / HTTP/1.1\r\nHost: app.test\r\nConnection: upgrade\r\nUpgrade: a/1, b/2\r\n\r\n");
    Peer peer = origin.peer();
    peer.head();
    peer.send("HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n");
    assertEquals(103, client.receive().code());
    peer.send(GRANTS.replace("websocket", "B/2"));
    assertEquals("B/2", client.receive().header("Upgrade"));
    client.send("x");
    assertEquals("x", peer.read(1));
  }

  @Test
  void aClientThatLeavesBeforeTheAnswerTakesTheRequestWithIt() throws Exception {
    serve(true);
    client.send(HANDSHAKE + "bytes");
    Peer peer = origin.peer();
    peer.head();
    client.close();
    assertTrue(peer.ended());
    Waits.until(() -> serving.inFlight() == 0);
  }

  @Test
  void thousandsOfRefusedUpgradesInARowNeedNoStack() throws Exception {
    String refused = HANDSHAKE.replace("app.test", "x");
    CompletableFuture<Void> sent =
        CompletableFuture.runAsync(() -> {
          try {
            client.send(refused.repeat(5_000));
          } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
          }
        });
    for (int i = 0; i < 5_000; i++) {
      assertEquals(404, client.receive().code());
    }
    sent.join();
  }

  private static String field(List<String> head, String name) {
    String prefix = name.toLowerCase() + ":";
    return head.stream()
        .filter(line -> line.toLowerCase().startsWith(prefix))
        .map(line -> line.substring(prefix.length()).strip())
        .findFirst()
        .orElse("");
  }
}
