package dev.fairlead.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.catalog.model.Policy;
import dev.fairlead.proxy.RawClient.Response;
import dev.fairlead.proxy.SwitchingOrigin.Peer;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No instance gets more of a body than the policy of its service allows. */
@Timeout(60)
final class MaxBodyTest extends UpgradeSetting {
  private static final Policy TEN = Policy.DEFAULT.withMaxBodyBytes(10);
  private static final String POST = "POST / HTTP/1.1\r\nHost: app.test\r\n";
  private static final String CHUNKED = POST + "Transfer-Encoding: chunked\r\n\r\n";

  private void assertRefused(Response response) throws IOException {
    assertEquals(413, response.code());
    assertEquals("FQ17 body larger than 10 bytes", response.header("Fairlead-Error"));
    assertEquals("close", response.header("Connection"));
    assertTrue(client.ended());
    assertEquals(1.0, ams.meters.get("fairlead_edge_requests").functionCounter().count());
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aLengthThatIsTooLargeReachesNoInstance(boolean elsewhere) throws IOException {
    serve(elsewhere, TEN);
    client.send(POST + "Content-Length: 11\r\n\r\n12345678901");
    assertRefused(client.receive());
    assertEquals(0, origin.connections());
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whoAsksFirstIsToldNotToSendIt(boolean elsewhere) throws IOException {
    serve(elsewhere, TEN);
    client.send(POST + "Content-Length: 11\r\nExpect: 100-continue\r\n\r\n");
    assertRefused(client.receive());
    assertEquals(0, origin.connections());
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aBodyOfExactlyThatSizePasses(boolean elsewhere) throws Exception {
    serve(elsewhere, TEN);
    client.send(POST + "Content-Length: 10\r\n\r\n1234567890");
    Peer peer = origin.peer();
    peer.head();
    assertEquals("1234567890", peer.read(10));
    peer.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
    assertEquals("ok", client.receive().body());
    client.send(CHUNKED + "a\r\n1234567890\r\n0\r\n\r\n");
    peer.head();
    assertEquals("a\r\n1234567890\r\n0\r\n\r\n", peer.read(20));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void chunksThatBecomeTooManyAreCutAndNeverEndCleanly(boolean elsewhere) throws Exception {
    serve(elsewhere, TEN);
    client.send(CHUNKED + "5\r\n12345\r\n");
    Peer peer = origin.peer();
    peer.head();
    assertEquals("5\r\n12345\r\n", peer.read(10));
    client.send("6\r\n123456\r\n0\r\n\r\n");
    assertRefused(client.receive());
    assertTrue(peer.ended());
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void withinAnAnswerTheConnectionIsCut(boolean elsewhere) throws Exception {
    serve(elsewhere, TEN);
    client.send(CHUNKED + "5\r\n12345\r\n");
    Peer peer = origin.peer();
    peer.head();
    peer.read(10);
    peer.send("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc");
    assertEquals(200, client.receiveHead().code());
    client.send("6\r\n123456\r\n");
    assertThrows(IOException.class, () -> client.in.readNBytes(10)); // reset, not ended
    assertTrue(peer.ended());
  }

  @Test
  void aRefusalOfTheOtherRegionArrivesWhole() throws IOException {
    serve(true, TEN);
    ams.serve("app", Policy.DEFAULT, List.of(), List.of(waw.presence())); // knows of no limit yet
    client.send(POST + "Content-Length: 100000\r\n\r\n12345");
    Response response = client.receive();
    assertEquals(413, response.code());
    assertEquals("FQ17 body larger than 10 bytes\n", response.body());
    assertEquals(0, origin.connections());
  }

  @Test
  void aServiceWithoutALimitTakesWhatItLikes() throws Exception {
    serve(false);
    client.send(POST + "Content-Length: 999999999999999999\r\n\r\n123");
    Peer peer = origin.peer();
    assertFalse(peer.head().isEmpty());
    assertEquals("123", peer.read(3));
  }
}
