package dev.fairlead.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.proxy.RawClient.Response;
import dev.fairlead.proxy.SwitchingOrigin.Peer;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.List;
import org.junit.jupiter.api.Timeout;

/** Who leaves too early, on every way through the proxy. */
@Timeout(120)
final class MatrixEndsTest extends MatrixSetting {
  @EachWay
  void aClientThatLeavesWithinItsBody(String listener, boolean elsewhere) throws Exception {
    try (RawClient client = client(listener, elsewhere)) {
      Peer peer = ask(client, BEGUN);
      assertEquals("abc", peer.read(3));
      client.socket.setSoLinger(true, 0);
      client.socket.close();
      assertTrue(endsSomehow(peer));
    }
  }

  @EachWay
  void aClientThatLeavesWithinTheAnswer(String listener, boolean elsewhere) throws Exception {
    try (RawClient client = client(listener, elsewhere)) {
      Peer peer = ask(client, GET);
      peer.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc");
      assertEquals(200, client.receiveHead().code());
      client.socket.close();
      assertTrue(endsSomehow(peer));
    }
  }

  private static boolean endsSomehow(Peer peer) {
    try {
      return peer.ended();
    } catch (IOException reset) {
      return true;
    }
  }

  @EachWay
  void anInstanceThatLeavesWithinItsHead(String listener, boolean elsewhere) throws Exception {
    try (RawClient client = client(listener, elsewhere)) {
      Peer peer = ask(client, "POST /x HTTP/1.1\r\nHost: app.test\r\nContent-Length: 1\r\n\r\na");
      peer.read(1);
      peer.send("HTTP/1.1 200 OK\r\nContent-Le");
      peer.close();
      Response response = client.receive();
      assertEquals(502, response.code());
      assertTrue(response.header("Fairlead-Error").startsWith("FC01 "), response::toString);
    }
  }

  @EachWay
  void anInstanceThatLeavesWithinItsBody(String listener, boolean elsewhere) throws Exception {
    for (String head :
        List.of(
            "Content-Length: 10\r\n\r\nabc", "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n")) {
      try (RawClient client = client(listener, elsewhere)) {
        Peer peer = ask(client, GET);
        peer.send("HTTP/1.1 200 OK\r\n" + head);
        peer.close();
        assertThrows(IOException.class, client::receive);
      }
    }
  }

  /**
   * Where the end of the connection is the end of the body, only an orderly one may be passed on.
   */
  @EachWay
  void whatIsCutOffAndHasNoLengthNeverEndsInOrder(String listener, boolean elsewhere)
      throws Exception {
    assertCutOff(listener, elsewhere, "HTTP/1.1", "\r\nabc", Peer::reset);
    assertCutOff(listener, elsewhere, "HTTP/1.0", "\r\nabc", Peer::reset);
    String chunk = "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n";
    assertCutOff(listener, elsewhere, "HTTP/1.0", chunk, Peer::close);
    assertCutOff(listener, elsewhere, "HTTP/1.0", chunk, Peer::reset);
    String length = "Content-Length: 10\r\n\r\nabc";
    assertCutOff(listener, elsewhere, "HTTP/1.0", length, Peer::close);
  }

  /** How an instance leaves. */
  private interface Leaving {
    void by(Peer peer) throws IOException;
  }

  private void assertCutOff(
      String listener, boolean elsewhere, String version, String answer, Leaving leaving)
      throws Exception {
    try (RawClient client = client(listener, elsewhere)) {
      Peer peer = ask(client, GET.replace("HTTP/1.1", version));
      peer.send("HTTP/1.1 200 OK\r\n" + answer);
      assertEquals(200, client.receiveHead().code());
      leaving.by(peer);
      IOException end = assertThrows(IOException.class, client.in::readAllBytes, answer);
      assertFalse(end instanceof SocketTimeoutException, "no end at all");
    }
  }
}
