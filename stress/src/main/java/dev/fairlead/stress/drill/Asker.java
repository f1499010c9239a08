package dev.fairlead.stress.drill;

import dev.fairlead.stress.drill.Asked.Answer;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A client with one keep-alive connection to a proxy, opened when needed; it retries nothing.
 *
 * <p>Confined to one thread.
 */
final class Asker implements AutoCloseable {
  private static final int CONNECT_MILLIS = 10_000;
  private static final int READ_MILLIS = 30_000;
  private static final int MAX_LINE = 8192;
  private static final String ERROR = "fairlead-error";

  private final InetSocketAddress proxy;
  private @Nullable Socket socket;
  private @Nullable InputStream in;

  Asker(InetSocketAddress proxy) {
    this.proxy = proxy;
  }

  /**
   * Asks for {@code /} of a host.
   *
   * @param more further header lines, each with its line end
   */
  Answer ask(String host, String more) {
    try {
      return exchange("GET / HTTP/1.1\r\nHost: " + host + "\r\n" + more + "\r\n");
    } catch (IOException e) {
      hangUp();
      return new Answer(0, "", "broken: " + e);
    }
  }

  private Answer exchange(String request) throws IOException {
    Socket open = socket == null ? connect() : socket;
    InputStream input = in == null ? new BufferedInputStream(open.getInputStream()) : in;
    in = input;
    open.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    int status = Integer.parseInt(line(input).split(" ", 3)[1]);
    String server = "";
    String error = "";
    int length = 0;
    boolean last = false;
    for (String line = line(input); !line.isEmpty(); line = line(input)) {
      String name = line.substring(0, Math.max(0, line.indexOf(':'))).toLowerCase(Locale.ROOT);
      String value = line.substring(line.indexOf(':') + 1).strip();
      switch (name) {
        case "content-length" -> length = Integer.parseInt(value);
        case "connection" -> last = value.equalsIgnoreCase("close");
        case ERROR -> error = value.split(" ", 2)[0];
        default -> server = name.equalsIgnoreCase(InstanceServer.HEADER) ? value : server;
      }
    }
    if (input.readNBytes(length).length < length) {
      throw new EOFException("the body was cut off");
    }
    if (last) {
      hangUp();
    }
    return new Answer(status, server, error);
  }

  private Socket connect() throws IOException {
    Socket fresh = new Socket();
    socket = fresh;
    fresh.setTcpNoDelay(true);
    fresh.setSoTimeout(READ_MILLIS);
    fresh.connect(proxy, CONNECT_MILLIS);
    return fresh;
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0 || line.length() == MAX_LINE) {
        throw new EOFException("the connection was closed without an answer");
      }
      line.append((char) next);
    }
    return line.toString().stripTrailing();
  }

  /** Ends the connection; the next request opens another. */
  void hangUp() {
    Socket open = socket;
    socket = null;
    in = null;
    if (open != null) {
      try {
        open.close();
      } catch (IOException unimportant) {
        // Nothing more is expected from it.
      }
    }
  }

  @Override
  public void close() {
    hangUp();
  }
}
