package dev.fairlead.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.proxy.RawClient.Response;
import dev.fairlead.proxy.SwitchingOrigin.Peer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Timeout;

/**
 * What every way through the proxy must do: plain or TLS, to an instance here or in another region.
 * {@code -Dlarge=} sets the bytes of a large body.
 */
@Timeout(120)
final class MatrixTest extends MatrixSetting {
  private static final int LARGE = Integer.getInteger("large", 8 << 20);

  @EachWay
  void smallBodiesBothWays(String listener, boolean elsewhere) throws Exception {
    try (RawClient client = client(listener, elsewhere)) {
      client.send("POST /x HTTP/1.1\r\nHost: app.test\r\nContent-Length: 3\r\n\r\nabc");
      Peer peer = origin.peer();
      assertEquals("POST /x HTTP/1.1", peer.head().getFirst());
      assertEquals("abc", peer.read(3));
      peer.send("HTTP/1.1 201 Made\r\nContent-Length: 2\r\nX-Y: z\r\n\r\nok");
      Response response = client.receive();
      assertEquals(201, response.code());
      assertEquals("z", response.header("X-Y"));
      assertEquals("ok", response.body());
    }
  }

  @EachWay
  void largeBodiesBothWays(String listener, boolean elsewhere) throws Exception {
    try (RawClient client = client(listener, elsewhere)) {
      Peer peer =
          ask(client, "PUT /x HTTP/1.1\r\nHost: app.test\r\nContent-Length: " + LARGE + "\r\n\r\n");
      CompletableFuture<Long> up = CompletableFuture.supplyAsync(() -> send(client.out));
      long arrived = receive(peer.in());
      assertEquals(up.get(60, TimeUnit.SECONDS), arrived);
      CompletableFuture<Long> down =
          CompletableFuture.supplyAsync(() -> {
            try {
              peer.send("HTTP/1.1 200 OK\r\nContent-Length: " + LARGE + "\r\n\r\n");
              return send(peer.out());
            } catch (IOException e) {
              throw new java.io.UncheckedIOException(e);
            }
          });
      assertEquals(200, client.receiveHead().code());
      arrived = receive(client.in);
      assertEquals(down.get(60, TimeUnit.SECONDS), arrived);
    }
  }

  private static long send(OutputStream out) {
    byte[] block = new byte[1 << 16];
    CRC32 sum = new CRC32();
    Random random = new Random(LARGE);
    try {
      for (int left = LARGE; left > 0; left -= block.length) {
        random.nextBytes(block);
        int length = Math.min(left, block.length);
        out.write(block, 0, length);
        sum.update(block, 0, length);
      }
      out.flush();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    return sum.getValue();
  }

  private static long receive(InputStream in) throws IOException {
    byte[] block = new byte[1 << 16];
    CRC32 sum = new CRC32();
    for (int left = LARGE; left > 0; ) {
      int length = in.read(block, 0, Math.min(left, block.length));
      assertTrue(length > 0, "ended with " + left + " missing");
      sum.update(block, 0, length);
      left -= length;
    }
    return sum.getValue();
  }

  /** Each piece is there before the next is sent. */
  @EachWay
  void streamingEcho(String listener, boolean elsewhere) throws Exception {
    try (RawClient client = client(listener, elsewhere)) {
      Peer peer =
          ask(client, "POST /x HTTP/1.1\r\nHost: app.test\r\nTransfer-Encoding: chunked\r\n\r\n");
      peer.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
      assertEquals(200, client.receiveHead().code());
      for (int i = 100; i < 200; i++) {
        client.send("3\r\n" + i + "\r\n");
        assertEquals("3\r\n" + i + "\r\n", peer.read(8));
        peer.send("3\r\n" + i + "\r\n");
        assertEquals("3\r\n" + i + "\r\n", new String(client.in.readNBytes(8)));
      }
      client.send("0\r\n\r\n");
      assertEquals("0\r\n\r\n", peer.read(5));
      peer.send("0\r\n\r\n");
      assertEquals("0\r\n\r\n", new String(client.in.readNBytes(5)));
    }
  }

  @EachWay
  void webSocket(String listener, boolean elsewhere) throws Exception {
    try (RawClient client = client(listener, elsewhere)) {
      Peer peer = ask(client, UpgradeSetting.HANDSHAKE);
      peer.send(SwitchingOrigin.GRANTS);
      assertEquals(101, client.receive().code());
      for (int i = 100; i < 200; i++) {
        client.send("\u0081\u0003" + i);
        assertEquals("\u0081\u0003" + i, peer.read(5));
        peer.send("\u0081\u0003" + i);
        assertEquals("\u0003", new String(client.in.readNBytes(2)).substring(1));
        assertEquals("" + i, new String(client.in.readNBytes(3)));
      }
      client.socket.close();
      assertTrue(peer.ended());
      peer.close();
    }
  }

  @EachWay
  void trailersBothWays(String listener, boolean elsewhere) throws Exception {
    try (RawClient client = client(listener, elsewhere)) {
      Peer peer =
          ask(
              client,
              "POST /x HTTP/1.1\r\nHost: app.test\r\nTransfer-Encoding: chunked\r\n\r\n"
                  + "1\r\na\r\n0\r\nX-Sum: 1\r\nHost: evil\r\nContent-Length: 5\r\n\r\n");
      assertEquals("1\r\na\r\n0\r\n", peer.read(9).toLowerCase());
      assertEquals(List.of("x-sum: 1"), peer.head().stream().map(String::toLowerCase).toList());
      peer.send(
          "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
              + "1\r\nb\r\n0\r\nX-Sum: 2\r\nConnection: close\r\nSet-Cookie: a=b\r\n\r\n");
      assertEquals(200, client.receiveHead().code());
      String body = new String(client.in.readNBytes(21)).toLowerCase();
      assertEquals("1\r\nb\r\n0\r\nx-sum: 2\r\n\r\n", body);
    }
  }

  @EachWay
  void anAnswerBeforeTheEndOfTheRequest(String listener, boolean elsewhere) throws Exception {
    try (RawClient client = client(listener, elsewhere)) {
      Peer peer = ask(client, BEGUN);
      assertEquals("abc", peer.read(3));
      peer.send("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nenough");
      assertEquals("enough", client.receive().body());
      assertTrue(peer.ended()); // never used again
      client.send("defghij");
      client.send("GET /y HTTP/1.1\r\nHost: app.test\r\n\r\n");
      Peer next = origin.peer();
      assertEquals("GET /y HTTP/1.1", next.head().getFirst());
      next.send("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nnext");
      assertEquals("next", client.receive().body());
    }
  }

  @EachWay
  void aSlowReaderHoldsTheInstanceBack(String listener, boolean elsewhere) throws Exception {
    Flood flood = new Flood();
    try (RawClient client = client(listener, elsewhere)) {
      Peer peer = ask(client, GET);
      peer.send("HTTP/1.1 200 OK\r\nContent-Length: " + Flood.BYTES + "\r\n\r\n");
      Thread sender =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  flood.send(peer.out());
                } catch (IOException gone) {
                  // once the reader left
                }
              });
      assertEquals(200, client.receiveHead().code());
      // It stops by itself: the count stands still although nobody told it to.
      long before = -1;
      while (flood.sent() != before || before == 0) {
        before = flood.sent();
        sender.join(Duration.ofMillis(200));
      }
      assertTrue(before < Flood.BYTES / 2, "held nothing back: " + before);
      client.socket.close();
      sender.join();
    }
  }
}
