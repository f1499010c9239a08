package dev.fairlead.proxy;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** Answers every request over TLS; shows the names it was asked for and what it got. */
final class SecureOrigin implements AutoCloseable {
  final List<String> names = new CopyOnWriteArrayList<>();
  final List<String> lines = new CopyOnWriteArrayList<>();
  private final LoopbackServer server;
  private final SSLContext context;
  volatile Answer answer = (socket, _) -> Origin.respond(socket.getOutputStream(), "secret");

  /** What it does when a request head is there. */
  interface Answer {
    void to(SSLSocket socket, Socket plain) throws IOException;
  }

  SecureOrigin(SSLContext context) throws IOException {
    this.context = context;
    server = LoopbackServer.serving(this::serve);
  }

  int port() {
    return server.port();
  }

  private void serve(Socket plain) throws IOException {
    try (SSLSocket socket =
        (SSLSocket) context.getSocketFactory().createSocket(plain, null, true)) {
      socket.startHandshake();
      ((ExtendedSSLSession) socket.getSession())
          .getRequestedServerNames()
          .forEach(name -> names.add(name.toString()));
      InputStream in = socket.getInputStream();
      for (String line = Origin.readLine(in); line != null; line = Origin.readLine(in)) {
        lines.add(line);
        if (line.isEmpty()) {
          answer.to(socket, plain);
        }
      }
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
