package dev.fairlead.proxy.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** A TCP instance that sends back what it gets and ends when its client does. */
final class EchoServer implements AutoCloseable {
  private final ServerSocket server;

  private EchoServer(ServerSocket server) {
    this.server = server;
  }

  /** Starts on a free port of 127.0.0.1. */
  static EchoServer start() {
    try {
      ServerSocket server = new ServerSocket(0, 128, InetAddress.getLoopbackAddress());
      EchoServer echo = new EchoServer(server);
      Thread.ofVirtual().start(echo::accept);
      return echo;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        Thread.ofVirtual().start(() -> echo(socket));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private static void echo(Socket socket) {
    try (socket) {
      socket.getInputStream().transferTo(socket.getOutputStream());
      socket.shutdownOutput();
    } catch (IOException gone) {
      // The client left; so does its connection.
    }
  }

  /** {@code 127.0.0.1:port}. */
  String endpoint() {
    return "127.0.0.1:" + server.getLocalPort();
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
