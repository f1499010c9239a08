package dev.fairlead.proxy.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** An instance of the TCP service: says its region in one line, then sends back what it gets. */
final class SampleEcho implements AutoCloseable {
  private static final int BACKLOG = 100;

  private final Region region;
  private final ServerSocket server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  /** Starts it on a free port of its region's address. */
  SampleEcho(Region region) throws IOException {
    this.region = region;
    server = new ServerSocket(0, BACKLOG, InetAddress.getByName(region.host()));
    threads.execute(this::accept);
  }

  /** Where it listens, as an instance row says it. */
  String endpoint() {
    return region.host() + ":" + server.getLocalPort();
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException unimportant) {
      // The demo ends; the system closes what is left.
    }
    threads.shutdownNow();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket client = server.accept();
        threads.execute(() -> echo(client));
      } catch (IOException closed) {
        if (!server.isClosed()) {
          throw new UncheckedIOException(closed);
        }
      }
    }
  }

  private void echo(Socket client) {
    try (client) {
      client.setTcpNoDelay(true);
      client.getOutputStream().write((region.id() + "\n").getBytes(StandardCharsets.US_ASCII));
      client.getInputStream().transferTo(client.getOutputStream());
      client.shutdownOutput();
    } catch (IOException gone) {
      // The client left in the middle; there is nobody to tell.
    }
  }
}
