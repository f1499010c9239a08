package dev.fairlead.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.proxy.RawClient.Response;
import dev.fairlead.proxy.SwitchingOrigin.Peer;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whether to send a body is asked of the instance, and only of it. */
@Timeout(60)
final class ExpectationTest extends UpgradeSetting {
  private static final String ASKS =
      "POST / HTTP/1.1\r\nHost: app.test\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n";

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void theInstanceAnswersAndTheBodyFollows(boolean elsewhere) throws Exception {
    serve(elsewhere);
    client.send(ASKS);
    Peer peer = origin.peer();
    assertTrue(peer.head().stream().anyMatch("expect: 100-continue"::equalsIgnoreCase));
    assertTrue(peer.nothingMore());
    peer.send("HTTP/1.1 100 Continue\r\n\r\n");
    assertEquals(100, client.receive().code());
    client.send("abc");
    assertEquals("abc", peer.read(3));
    peer.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
    assertEquals("ok", client.receive().body());
    client.send("GET /next HTTP/1.1\r\nHost: app.test\r\n\r\n"); // all are kept
    assertEquals("GET /next HTTP/1.1", peer.head().getFirst());
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aFinalAnswerBeforeTheBodyEndsBothConnections(boolean elsewhere) throws Exception {
    serve(elsewhere);
    client.send(ASKS);
    Peer peer = origin.peer();
    peer.head();
    peer.send("HTTP/1.1 401 No\r\nContent-Length: 2\r\n\r\nno");
    Response refused = client.receive();
    assertEquals(401, refused.code());
    assertEquals("close", refused.header("Connection"));
    client.send("GET /smuggled HTTP/1.1\r\nHost: app.test\r\n\r\n"); // for a body, or not
    assertTrue(client.ended());
    assertTrue(peer.nothingMore());
    assertTrue(peer.ended());
    assertEquals(1, origin.connections());
  }
}
