package dev.fairlead.proxy;

import dev.fairlead.gossip.swim.Address;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** The way to a port of 127.0.0.1: passes connections on, and counts them and their bytes. */
final class Wire implements AutoCloseable {
  final AtomicInteger accepted;
  final AtomicInteger endedByClient = new AtomicInteger();

  /** Bytes the side that accepts was given. */
  final AtomicLong up = new AtomicLong();

  /** Bytes the side that connects was given. */
  final AtomicLong down = new AtomicLong();

  private final List<Socket> farSides = new CopyOnWriteArrayList<>();
  private final LoopbackServer server;

  Wire(int target) throws IOException {
    server = LoopbackServer.handing(near -> join(near, new Socket("127.0.0.1", target)));
    accepted = server.accepted;
  }

  Address address() {
    return new Address("127.0.0.1", server.port());
  }

  private void join(Socket near, Socket far) throws IOException {
    far.setTcpNoDelay(true);
    farSides.add(far);
    Thread.ofVirtual().start(() -> pump(near, far, up, endedByClient));
    Thread.ofVirtual().start(() -> pump(far, near, down, new AtomicInteger()));
  }

  private static void pump(Socket from, Socket to, AtomicLong bytes, AtomicInteger ended) {
    byte[] block = new byte[1 << 16];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int n = in.read(block); n >= 0; n = in.read(block)) {
        out.write(block, 0, n);
        bytes.addAndGet(n);
      }
      ended.incrementAndGet();
      to.shutdownOutput();
    } catch (IOException gone) {
      // the other direction tells
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Socket socket : farSides) {
      socket.close();
    }
  }
}
