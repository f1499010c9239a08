package dev.fairlead.stress.traffic;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * One HTTP/1.1 connection that retries nothing.
 *
 * <p>Confined to one thread.
 */
public final class WebConnection implements AutoCloseable {
  private static final int MAX_LINE = 8192;

  private final Socket socket;
  private final InputStream in;
  private boolean last;

  private WebConnection(Socket socket) throws IOException {
    this.socket = socket;
    this.in = new BufferedInputStream(socket.getInputStream());
  }

  /** Connects; no answer is waited for longer than {@code limitMillis}. */
  public static WebConnection open(InetSocketAddress to, int limitMillis) throws IOException {
    return new WebConnection(Sockets.connect(to, limitMillis));
  }

  /** One over a socket that is connected, and perhaps encrypted. */
  public static WebConnection over(Socket socket) throws IOException {
    return new WebConnection(socket);
  }

  /**
   * An answer whose body was read and thrown away.
   *
   * <p>Immutable.
   *
   * @param status its code
   * @param headers by lower-case name
   */
  public record Answer(int status, Map<String, String> headers) {
    /** Copies the headers. */
    public Answer {
      headers = Map.copyOf(headers);
    }

    /** A header's value; empty if there is none. */
    public String header(String name) {
      return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
    }
  }

  /**
   * Sends a GET and reads the answer.
   *
   * @param more further header lines, each with its line end
   */
  public Answer get(String host, String path, String more) throws IOException {
    String request = "GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\n" + more + "\r\n";
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    String[] status = line().split(" ", 3);
    if (status.length < 2) {
      throw new IOException("not an HTTP answer");
    }
    Map<String, String> headers = new HashMap<>();
    for (String line = line(); !line.isEmpty(); line = line()) {
      int colon = Math.max(0, line.indexOf(':'));
      headers.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
    }
    int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
    if (in.readNBytes(length).length < length) {
      throw new EOFException("the body was cut off");
    }
    last |= headers.getOrDefault("connection", "").equalsIgnoreCase("close");
    return new Answer(Integer.parseInt(status[1]), headers);
  }

  /** Whether the answer said that it was the last one on this connection. */
  public boolean isLast() {
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
