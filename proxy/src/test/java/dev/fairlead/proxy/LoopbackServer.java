package dev.fairlead.proxy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A server socket of a test on a free port of 127.0.0.1. Closing it closes what it accepted as
 * well.
 */
final class LoopbackServer implements AutoCloseable {
  private static final int BACKLOG = 1024;

  /** Is handed each connection. */
  interface Connected {
    void to(Socket socket) throws IOException;
  }

  /** Connections so far. */
  final AtomicInteger accepted = new AtomicInteger();

  /** Connections that are being served. */
  final AtomicInteger open = new AtomicInteger();

  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final ServerSocket server;

  private LoopbackServer(int receiveBytes) throws IOException {
    server = new ServerSocket();
    if (receiveBytes > 0) {
      server.setReceiveBufferSize(receiveBytes);
    }
    server.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), BACKLOG);
  }

  /** Each connection is served by a thread of its own, and closed when that returns or fails. */
  static LoopbackServer serving(Connected service) throws IOException {
    return serving(0, service);
  }

  /** The same with receive buffers of that size, 0: as the system has them. */
  static LoopbackServer serving(int receiveBytes, Connected service) throws IOException {
    LoopbackServer server = new LoopbackServer(receiveBytes);
    server.start(socket -> {
      server.open.incrementAndGet();
      Thread.ofVirtual().start(() -> server.serve(socket, service));
    });
    return server;
  }

  /** Connections are handed over in their order and stay open until the server is closed. */
  static LoopbackServer handing(Connected taker) throws IOException {
    LoopbackServer server = new LoopbackServer(0);
    server.start(taker);
    return server;
  }

  private void start(Connected taker) {
    Thread.ofVirtual().start(() -> accept(taker));
  }

  private void accept(Connected taker) {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        socket.setTcpNoDelay(true); // else a body waits 40 ms for the head's acknowledgement
        sockets.add(socket);
        accepted.incrementAndGet();
        taker.to(socket);
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void serve(Socket socket, Connected service) {
    try (socket) {
      service.to(socket);
    } catch (IOException gone) {
      // the proxy closed, or the test wants it cut: that is looked at from the other side
    } finally {
      sockets.remove(socket);
      open.decrementAndGet();
    }
  }

  int port() {
    return server.getLocalPort();
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }
}
