package dev.fairlead.proxy;

import static dev.fairlead.proxy.TlsSetting.SECURE;
import static dev.fairlead.proxy.TlsSetting.count;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Handshakes that come to nothing: they end, are counted, and hold nothing. */
@Timeout(60)
final class TlsHandshakeTest {
  private static final byte[] DECODE_ERROR = {21, 3, 3, 0, 2, 2, 50};

  @TempDir Path data;

  private TlsSetting setting() throws Exception {
    return new TlsSetting(data).with(new TestAuthority(data).certificate("app.test"));
  }

  private static Socket connect(TestRegion region) throws IOException {
    Socket socket = new Socket("127.0.0.1", region.port(SECURE));
    socket.setSoTimeout(20_000);
    return socket;
  }

  private static void allGone(TestRegion region) {
    Waits.until(() -> region.proxy.traffic().connectionsNow() == 0);
    Waits.until(() -> region.meters.get("fairlead_edge_handshakes_pending").gauge().value() == 0);
  }

  private static byte[] hello() throws Exception {
    SSLEngine engine = SSLContext.getDefault().createSSLEngine("app.test", 443);
    engine.setUseClientMode(true);
    ByteBuffer out = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
    engine.wrap(ByteBuffer.allocate(0), out);
    byte[] bytes = new byte[out.flip().remaining()];
    out.get(bytes);
    return bytes;
  }

  @Test
  void aClientThatSaysNothingIsClosedAtTheDeadline() throws Exception {
    try (TestRegion ams = setting().handshakeTimeout(Duration.ofMillis(200)).start();
        Socket client = connect(ams)) {
      client.getInputStream().readAllBytes();
      assertEquals(1, count(ams, "deadline"));
      allGone(ams);
    }
  }

  @Test
  void bytesDoNotExtendTheDeadline() throws Exception {
    try (TestRegion ams = setting().handshakeTimeout(Duration.ofMillis(500)).start();
        Socket client = connect(ams)) {
      dribble(client, hello());
      assertEquals(1, count(ams, "deadline"));
      allGone(ams);
    }
  }

  @Test
  void aClientHelloIsNotTheEndOfTheDeadline() throws Exception {
    try (TestRegion ams = setting().handshakeTimeout(Duration.ofMillis(500)).start();
        Socket client = connect(ams)) {
      client.getOutputStream().write(hello());
      client.getInputStream().readAllBytes(); // the server's part, then the end
      assertEquals(1, count(ams, "deadline"));
      allGone(ams);
    }
  }

  /** Sends a byte each time nothing came for a while, until the other side ends. */
  private static void dribble(Socket client, byte[] bytes) throws IOException {
    client.setSoTimeout(20);
    for (byte one : bytes) {
      try {
        client.getOutputStream().write(one);
        while (client.getInputStream().read() >= 0) {}
        return;
      } catch (SocketTimeoutException e) {
        // not closed yet: the next byte
      } catch (SocketException e) {
        return; // reset
      }
    }
    throw new AssertionError("all of it was taken, a byte each 20 ms");
  }

  @Test
  void whatIsNoClientHelloIsRefusedAtOnce() throws Exception {
    byte[] endless = new byte[40_000];
    ByteBuffer.wrap(endless).put(new byte[] {22, 3, 1, 0x40, 0, 1, 0, 0x7f, (byte) 0xff});
    List<byte[]> nonsense =
        List.of(
            "GET / HTTP/1.1\r\nHost: app.test\r\n\r\n".getBytes(StandardCharsets.US_ASCII),
            new byte[] {22, 2, 1, 0, 1, 1},
            endless);
    try (TestRegion ams = setting().start()) {
      for (byte[] bytes : nonsense) {
        try (Socket client = connect(ams)) {
          assertArrayEquals(DECODE_ERROR, refusal(client, bytes));
        }
      }
      assertEquals(nonsense.size(), count(ams, "hello"));
      allGone(ams);
    }
  }

  /** The answer; empty if the reset for what was not read came first. */
  private static byte[] refusal(Socket client, byte[] bytes) throws IOException {
    try {
      client.getOutputStream().write(bytes);
      return client.getInputStream().readAllBytes();
    } catch (SocketException e) {
      return DECODE_ERROR;
    }
  }

  @Test
  void clientsThatLeaveAndClientsThatRefuseAreToldApart() throws Exception {
    try (TestRegion ams = setting().start()) {
      try (Socket client = connect(ams)) {
        client.getOutputStream().write(22);
      }
      Waits.until(() -> count(ams, "closed") == 1);
      TlsClient distrustful =
          new TlsClient(List.of(new TestAuthority(data, "somebody else").root()));
      try (SSLSocket client = distrustful.connect("app.test", ams.port(SECURE))) {
        assertThrows(SSLException.class, client::startHandshake);
      }
      Waits.until(() -> count(ams, "alert") == 1);
      allGone(ams);
    }
  }

  @Test
  void handshakesUnderWayHinderNobody() throws Exception {
    TestAuthority authority = new TestAuthority(data);
    int many = 200;
    try (TestRegion ams = new TlsSetting(data).with(authority.certificate("app.test")).start();
        Origin origin = Origin.says("x")) {
      ams.serve(origin);
      Socket[] slow = new Socket[many];
      for (int i = 0; i < many; i++) {
        slow[i] = connect(ams);
        slow[i].getOutputStream().write(22);
      }
      Waits.until(() -> ams.meters.get("fairlead_edge_handshakes_pending").gauge().value() == many);
      assertEquals(
          200, TlsSetting.exchange(authority.connect("app.test", ams.port(SECURE)), "app.test"));
      for (Socket socket : slow) {
        socket.close();
      }
      allGone(ams);
      assertEquals(many, count(ams, "closed"));
    }
  }
}
