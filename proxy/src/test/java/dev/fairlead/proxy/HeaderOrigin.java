package dev.fairlead.proxy;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** An HTTP/1.1 origin that wants a PROXY v1 line first, and tells which requests came behind it. */
final class HeaderOrigin implements AutoCloseable {
  /** A connection: its first line, and the request lines on it. */
  record Connection(String header, List<String> requests) {}

  final List<Connection> connections = new CopyOnWriteArrayList<>();
  final AtomicInteger open;
  private final LoopbackServer server;

  HeaderOrigin() throws IOException {
    server = LoopbackServer.serving(this::serve);
    open = server.open;
  }

  int port() {
    return server.port();
  }

  private void serve(Socket socket) throws IOException {
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
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
