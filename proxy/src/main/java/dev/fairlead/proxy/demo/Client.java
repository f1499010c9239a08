package dev.fairlead.proxy.demo;

import java.io.IOException;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * A client of one service in one region, as patient and as stubborn as a browser: it keeps its
 * connection while that works, and tries again with a new one after a failure. Used by one thread.
 */
final class Client implements AutoCloseable {
  private final Service service;
  private final InetSocketAddress to;
  private @Nullable HttpConnection connection;

  /**
   * Does not connect yet.
   *
   * @param arrived the region whose proxy it asks
   * @param httpPort where that proxy listens for HTTP
   */
  Client(Region arrived, Service service, int httpPort) {
    this.service = service;
    this.to = new InetSocketAddress(arrived.host(), service.tcp() ? Region.ECHO_PORT : httpPort);
  }

  /** Asks once. */
  Visit visit() {
    long start = System.nanoTime();
    try {
      return service.tcp() ? Visit.tcp(to, start) : Visit.http(connection(), service.host(), start);
    } catch (IOException | RuntimeException failed) {
      close();
      return Visit.failed(start, String.valueOf(failed.getMessage()));
    }
  }

  @Override
  public void close() {
    HttpConnection closing = connection;
    connection = null;
    if (closing != null) {
      closing.close();
    }
  }

  private HttpConnection connection() throws IOException {
    HttpConnection open = connection;
    if (open == null) {
      open = new HttpConnection(to);
      connection = open;
    }
    return open;
  }
}
