package dev.fairlead.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.proxy.RawClient.Response;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Many streams between two nodes that nobody reads: others pass them.
 *
 * <p>There is one event loop in each node, and so one connection between them.
 */
@Timeout(60)
final class BackhaulStallTest {
  /** Each holds half a MiB: more than the window of their one connection. */
  private static final int STALLED = 80;

  /** What it sends at least before it is stuck. */
  private static final int HELD = 600 * 1024;

  /** More than the kernel's buffers on the way take. */
  private static final int BYTES = 12 << 20;

  private static final int OTHERS = 50;
  private static final long QUIET_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  @AutoClose private final TestRegion ams;
  @AutoClose private final TestRegion waw;
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private final AtomicLong moved = new AtomicLong();
  private final CountDownLatch over = new CountDownLatch(1);

  BackhaulStallTest(@TempDir Path data) {
    System.setProperty("fairlead.loops", "1");
    try {
      ams = new TestRegion("ams", data);
      waw = new TestRegion("waw", data);
    } finally {
      System.clearProperty("fairlead.loops");
    }
    TestRegion.introduce(ams, waw);
    ams.tcpService = "app";
  }

  @AfterEach
  void closeAll() throws IOException {
    over.countDown();
    for (Socket socket : sockets) {
      socket.close();
    }
    Waits.until(() -> waw.inFlight() == 0);
  }

  @Test
  void requestsPassResponsesThatNobodyReads() throws Exception {
    Origin.Answer answer =
        (request, body, out) -> {
          if (request.line().contains("/large")) {
            out.write(Origin.ascii("HTTP/1.1 200 OK\r\nContent-Length: " + BYTES + "\r\n\r\n"));
            pour(out);
          } else {
            Origin.respond(out, "small");
          }
        };
    try (Origin origin = new Origin(answer)) {
      ams.serveFrom(waw, "app", origin.port());
      for (int i = 0; i < STALLED; i++) {
        say(connect("web"), "GET /large HTTP/1.1\r\nHost: app.test\r\n\r\n");
      }
      untilNothingMoves();
      for (int i = 0; i < OTHERS; i++) {
        try (RawClient client = ams.client()) {
          Response response = client.get("app.test", "/small");
          assertEquals("small", response.body());
        }
      }
    }
  }

  @Test
  void connectionsPassThoseThatNobodyReadsInEitherDirection() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 512, InetAddress.getByName("127.0.0.1"))) {
      Thread.ofVirtual().start(() -> serveBytes(server));
      ams.serveFrom(waw, "app", server.getLocalPort());
      for (int i = 0; i < STALLED; i++) {
        Socket socket = connect("bytes");
        say(socket, i % 2 == 0 ? "D" : "U"); // down, up
        if (i % 2 == 1) {
          Thread.ofVirtual().start(() -> pourQuietly(socket));
        }
      }
      untilNothingMoves();
      for (int i = 0; i < OTHERS; i++) {
        try (Socket socket = new Socket("127.0.0.1", ams.port("bytes"))) {
          socket.setSoTimeout(20_000);
          say(socket, "E");
          assertEquals('E', socket.getInputStream().read());
        }
      }
    }
  }

  private void serveBytes(ServerSocket server) {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        sockets.add(socket);
        Thread.ofVirtual().start(() -> serveBytes(socket));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void serveBytes(Socket socket) {
    try {
      InputStream in = socket.getInputStream();
      switch (in.read()) {
        case 'D' -> pour(socket.getOutputStream());
        case 'E' -> say(socket, "E");
        default -> await(over);
      }
    } catch (IOException gone) {
      // its client is gone
    }
  }

  private Socket connect(String listener) throws IOException {
    Socket socket = new Socket();
    socket.setReceiveBufferSize(16 * 1024);
    sockets.add(socket);
    socket.connect(new InetSocketAddress("127.0.0.1", ams.port(listener)));
    return socket;
  }

  private static void say(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(Origin.ascii(text));
  }

  private void pour(OutputStream out) throws IOException {
    byte[] block = new byte[16 * 1024];
    for (int left = BYTES; left > 0; left -= block.length) {
      out.write(block);
      moved.addAndGet(block.length);
    }
  }

  private void pourQuietly(Socket socket) {
    try {
      pour(socket.getOutputStream());
    } catch (IOException closed) {
      // at the end of the test
    }
  }

  private static void await(CountDownLatch latch) throws IOException {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  /** Until every sender is stuck, or has put into buffers what it has. */
  private void untilNothingMoves() {
    long[] last = {-1, 0};
    Waits.until(() -> {
      long now = System.nanoTime();
      long sum = moved.get();
      if (sum != last[0] || sum < (long) STALLED * HELD) {
        last[0] = sum;
        last[1] = now;
      }
      return now - last[1] > QUIET_NANOS;
    });
    assertTrue(moved.get() < (long) STALLED * BYTES, "they are stuck");
  }
}
