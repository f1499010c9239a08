package dev.fairlead.proxy.demo;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * One request or connection of a client, and what came of it.
 *
 * @param startNanos when it began
 * @param endNanos when it was over
 * @param servedIn the region of the instance that answered; empty when none did
 * @param problem why none did; empty when one did
 */
record Visit(long startNanos, long endNanos, String servedIn, String problem) {
  private static final int LIMIT_MILLIS = 2_000;

  /** Whether an instance answered. */
  boolean good() {
    return problem.isEmpty();
  }

  static Visit good(long startNanos, String servedIn) {
    return new Visit(startNanos, System.nanoTime(), servedIn, "");
  }

  static Visit failed(long startNanos, String problem) {
    return new Visit(startNanos, System.nanoTime(), "", problem);
  }

  /** Asks for a page over a connection. */
  static Visit http(HttpConnection connection, String host, long startNanos) throws IOException {
    HttpConnection.Response response = connection.get(host);
    return response.status() == 200
        ? good(startNanos, response.header("Demo-Region"))
        : failed(startNanos, response.status() + " " + response.header("Fairlead-Error"));
  }

  /**
   * Connects, reads the region, sends a line, ends its own direction, and must get the line and
   * then the end back.
   */
  static Visit tcp(InetSocketAddress to, long startNanos) throws IOException {
    try (Socket socket = new Socket()) {
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(LIMIT_MILLIS);
      socket.connect(to, LIMIT_MILLIS);
      var reader =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
      String region = reader.readLine();
      socket.getOutputStream().write("over the sea\n".getBytes(StandardCharsets.US_ASCII));
      socket.shutdownOutput();
      boolean same = "over the sea".equals(reader.readLine()) && reader.readLine() == null;
      return same && region != null
          ? good(startNanos, region)
          : failed(startNanos, "the bytes did not come back");
    }
  }
}
