package dev.fairlead.proxy;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** An HTTP/1.1 origin that wants a PROXY v1 line first, and tells which requests came behind it. */
final class HeaderOrigin implements AutoCloseable {
  /** A connection: its first line, and the request lines on it. */
  record Connection(String header, List<String> requests) {}

  final List<Connection> connections = new CopyOnWriteArrayList<>();
  final AtomicInteger open = new AtomicInteger();
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private final ServerSocket server = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());

  HeaderOrigin() throws IOException {
    Thread.ofVirtual().start(this::accept);
  }

  int port() {
    return server.getLocalPort();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        sockets.add(socket);
        open.incrementAndGet();
        Thread.ofVirtual().start(() -> serve(socket));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      socket.setTcpNoDelay(true);
      InputStream in = new BufferedInputStream(socket.getInputStream());
      Connection connection = new Connection(Origin.readLine(in), new CopyOnWriteArrayList<>());
      connections.add(connection);
      for (String line = Origin.readLine(in); line != null; line = Origin.readLine(in)) {
        connection.requests.add(line);
        for (String field = line; field != null && !field.isEmpty(); ) {
          field = Origin.readLine(in);
        }
        Origin.respond(socket.getOutputStream(), "hi");
      }
    } catch (IOException e) {
      // the proxy closed: the test looks at that from its own side
    } finally {
      open.decrementAndGet();
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }
}
