package dev.fairlead.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.fairlead.catalog.model.Policy;
import dev.fairlead.gossip.swim.Members;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
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
  /** Each holds up to half a MiB, in all more than the 32 MiB window of their one connection. */
  private static final int STALLED = 80;

  private static final int STREAM_WINDOW = 512 * 1024;

  /** What each sends: much more than the buffers on the way take. */
  private static final int BYTES = 12 << 20;

  private static final int OTHERS = 20;
  private static final long QUIET_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  @AutoClose private final TestRegion ams;
  @AutoClose private final TestRegion waw;
  @AutoClose private final Wire wire;
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private final CountDownLatch over = new CountDownLatch(1);

  BackhaulStallTest(@TempDir Path data) throws IOException {
    System.setProperty("fairlead.loops", "1");
    try {
      ams = new TestRegion("ams", data);
      waw = new TestRegion("waw", data);
    } finally {
      System.clearProperty("fairlead.loops");
    }
    wire = new Wire(waw.proxy.backhaulAddress().port());
    ams.members = Members.of(List.of(ams.member(), waw.member(wire.address())));
    ams.tcpService = "app";
  }

  @AfterEach
  void closeAll() throws IOException {
    over.countDown();
    closeSockets();
    Waits.until(() -> waw.inFlight() == 0);
  }

  private void closeSockets() throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
  }

  @Test
  void requestsPassBodiesThatWaitForAnInstance() throws Exception {
    try (Origin slow = new Origin((_, _, _) -> await(over));
        Origin origin = Origin.says("small")) {
      Policy patient = Waits.policy(0, Duration.ofSeconds(60), Duration.ofSeconds(60));
      waw.serve("app", patient, List.of(waw.instance("i1", slow.port(), 1)), List.of());
      ams.serve("app", patient, List.of(), List.of(waw.presence()));
      ams.serveFrom(waw, "other", origin.port());
      String head = "POST / HTTP/1.1\r\nHost: app.test\r\nContent-Length: " + BYTES + "\r\n\r\n";
      for (int i = 0; i < STALLED; i++) {
        Socket socket = connect("web");
        say(socket, head);
        Thread.ofVirtual().start(() -> pourQuietly(socket));
      }
      untilAllAreStuck(wire.up);
      for (int i = 0; i < OTHERS; i++) {
        try (RawClient client = ams.client()) {
          assertEquals("small", client.get("other.test", "/").body());
        }
      }
      waw.serve("app", patient, List.of(), List.of()); // so that nobody waits any more
      closeSockets();
      Waits.until(() -> ams.proxy.traffic().connectionsNow() == 0);
    }
  }

  @Test
  void connectionsPassThoseThatNoClientReads() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 512, InetAddress.getByName("127.0.0.1"))) {
      Thread.ofVirtual().start(() -> serveBytes(server));
      ams.serveFrom(waw, "app", server.getLocalPort());
      for (int i = 0; i < STALLED; i++) {
        say(connect("bytes"), "D");
      }
      untilAllAreStuck(wire.down);
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
      if (in.read() == 'E') {
        say(socket, "E");
      } else {
        pour(socket.getOutputStream());
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

  /**
   * Until nothing comes through any more. What the kernel holds for those that do not read comes on
   * top of their windows, and nobody knows how much that is.
   */
  private void untilAllAreStuck(AtomicLong passed) {
    long[] last = {0, 0};
    Waits.until(() -> {
      long now = System.nanoTime();
      long sum = passed.get();
      if (sum != last[0] || sum < (long) STALLED * STREAM_WINDOW) {
        last[0] = sum;
        last[1] = now;
      }
      return now - last[1] > QUIET_NANOS;
    });
    assertEquals(1, wire.accepted.get(), "one connection");
  }
}
