package dev.fairlead.stress.traffic;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * One HTTP/1.1 connection that retries nothing.
 *
 * <p>Confined to one thread.
 */
final class WebConnection implements AutoCloseable {
  private static final int MAX_LINE = 8192;

  private final Socket socket;
  private final InputStream in;
  private boolean last;

  private WebConnection(Socket socket) throws IOException {
    this.socket = socket;
    this.in = new BufferedInputStream(socket.getInputStream());
  }

  /** Connects; no answer is waited for longer than {@code limitMillis}. */
  static WebConnection open(InetSocketAddress to, int limitMillis) throws IOException {
    return new WebConnection(Sockets.connect(to, limitMillis));
  }

  /**
   * Sends a GET.
   *
   * @return the status
   */
  int get(String host, String path, boolean keep) throws IOException {
    String request =
        "GET %s HTTP/1.1\r\nHost: %s\r\n%s\r\n"
            .formatted(path, host, keep ? "" : "Connection: close\r\n");
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    String[] status = line().split(" ", 3);
    if (status.length < 2) {
      throw new IOException("not an HTTP answer");
    }
    int length = 0;
    for (String line = line(); !line.isEmpty(); line = line()) {
      String lower = line.toLowerCase(Locale.ROOT);
      if (lower.startsWith("content-length:")) {
        length = Integer.parseInt(lower.substring(lower.indexOf(':') + 1).strip());
      }
      last |= lower.equals("connection: close");
    }
    if (in.readNBytes(length).length < length) {
      throw new EOFException("the body was cut off");
    }
    return Integer.parseInt(status[1]);
  }

  /** Whether the answer said that it was the last one on this connection. */
  boolean isLast() {
    return last;
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0 || line.length() == MAX_LINE) {
        throw new EOFException("the connection was closed without an answer");
      }
      line.append((char) next);
    }
    return line.toString().stripTrailing();
  }

  @Override
  public void close() {
    Sockets.close(socket);
  }
}
