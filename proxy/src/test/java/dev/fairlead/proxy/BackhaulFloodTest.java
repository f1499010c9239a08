package dev.fairlead.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Another proxy that went mad: its connection is closed, those of others go on. */
@Timeout(60)
final class BackhaulFloodTest {
  private static final int CONTINUATION = 9;
  private static final int END_STREAM = 1;
  private static final int END_HEADERS = 4;
  private static final int ENHANCE_YOUR_CALM = 11;

  /** {@code GET /} over http, as HPACK's static table has it. */
  private static final byte[] HEAD = {(byte) 0x82, (byte) 0x84, (byte) 0x86};

  @AutoClose private final TestRegion ams;
  @AutoClose private final TestRegion waw;

  BackhaulFloodTest(@TempDir Path data) {
    ams = new TestRegion("ams", data);
    waw = new TestRegion("waw", data);
    TestRegion.introduce(ams, waw);
  }

  @AfterEach
  void othersGoOn() throws IOException {
    try (Origin origin = Origin.says("from waw");
        RawClient client = ams.client()) {
      ams.serveFrom(waw, "app", origin.port());
      assertEquals("from waw", client.get("app.test", "/").body());
    }
  }

  @Test
  void pingsAreBounded() throws IOException {
    try (Peer peer = new Peer()) {
      for (int i = 0; i < 2_000; i++) {
        peer.send(RawNode.PING, 0, 0, new byte[8]);
      }
      assertEquals(ENHANCE_YOUR_CALM, peer.farewell());
    }
  }

  @Test
  void settingsAreBounded() throws IOException {
    try (Peer peer = new Peer()) {
      for (int i = 0; i < 2_000; i++) {
        peer.send(RawNode.SETTINGS, 0, 0, new byte[0]);
      }
      assertEquals(ENHANCE_YOUR_CALM, peer.farewell());
    }
  }

  @Test
  void streamsThatAreResetAtOnceAreBounded() throws IOException {
    try (Peer peer = new Peer()) {
      byte[] cancel = ByteBuffer.allocate(4).putInt(8).array();
      for (int i = 0; i < 12_000; i++) {
        peer.send(RawNode.HEADERS, END_STREAM | END_HEADERS, 2 * i + 1, HEAD);
        peer.send(RawNode.RST_STREAM, 0, 2 * i + 1, cancel);
      }
      assertEquals(ENHANCE_YOUR_CALM, peer.farewell());
    }
  }

  @Test
  void headsInCrumbsAreBounded() throws IOException {
    try (Peer peer = new Peer()) {
      peer.send(RawNode.HEADERS, END_STREAM, 1, HEAD);
      for (int i = 0; i < 40; i++) {
        peer.send(CONTINUATION, 0, 1, new byte[] {(byte) 0x86});
      }
      int _ = peer.farewell(); // whatever it says, it ends, and the head never did
    }
  }

  /** A connection to the backhaul, frame by frame. */
  private final class Peer implements AutoCloseable {
    private final Socket socket = new Socket("127.0.0.1", waw.proxy.backhaulAddress().port());
    private final RawNode.Wire wire;
    private boolean broken;

    Peer() throws IOException {
      socket.setSoTimeout(20_000);
      OutputStream out = socket.getOutputStream();
      out.write(Origin.ascii("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"));
      wire = new RawNode.Wire(socket, out);
      send(RawNode.SETTINGS, 0, 0, new byte[0]);
    }

    void send(int type, int flags, int stream, byte[] payload) throws IOException {
      try {
        if (!broken) {
          wire.send(type, flags, stream, payload);
        }
      } catch (SocketException closed) {
        broken = true;
      }
    }

    /**
     * Reads on until the connection ends; the code it ended with, or 11 if it was reset: what was
     * said last may be lost where bytes were left unread.
     */
    int farewell() throws IOException {
      DataInputStream in = new DataInputStream(socket.getInputStream());
      int code = 0;
      try {
        while (true) {
          int lengthAndType = in.readInt();
          in.skipNBytes(5);
          ByteBuffer payload = ByteBuffer.wrap(in.readNBytes(lengthAndType >>> 8));
          if ((lengthAndType & 0xff) == RawNode.GOAWAY) {
            code = Math.max(code, payload.getInt(4)); // an orderly one may follow
          }
        }
      } catch (EOFException ended) {
        return code;
      } catch (SocketException reset) {
        return ENHANCE_YOUR_CALM;
      }
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
