package dev.fairlead.proxy.demo;

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
 * One keep-alive HTTP/1.1 connection that asks for pages and retries nothing, so that every failure
 * a client would see is seen. Used by one thread.
 */
final class HttpConnection implements AutoCloseable {
  private static final int CONNECT_MILLIS = 1_000;
  private static final int READ_MILLIS = 2_000;
  private static final int MAX_LINE_BYTES = 8 * 1024; // 8 KiB
  private static final int MAX_BODY_BYTES = 1024 * 1024; // 1 MiB

  private final Socket socket = new Socket();
  private final InputStream in;

  /** Connects. */
  HttpConnection(InetSocketAddress to) throws IOException {
    try {
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(READ_MILLIS);
      socket.connect(to, CONNECT_MILLIS);
      in = new BufferedInputStream(socket.getInputStream());
    } catch (IOException failed) {
      socket.close();
      throw failed;
    }
  }

  /**
   * An answer.
   *
   * @param status its code
   * @param headers by lower-case name
   * @param body its text
   */
  record Response(int status, Map<String, String> headers, String body) {
    /** A header's value, empty when it is not there. */
    String header(String name) {
      return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
    }
  }

  /** Asks for {@code /} of a host. */
  Response get(String host) throws IOException {
    String request = "GET / HTTP/1.1\r\nHost: " + host + "\r\nUser-Agent: fairlead-demo\r\n\r\n";
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    String[] status = line().split(" ", 3);
    if (status.length < 2 || !status[0].startsWith("HTTP/1.")) {
      throw new IOException("not an HTTP answer");
    }
    Map<String, String> headers = new HashMap<>();
    for (String line = line(); !line.isEmpty(); line = line()) {
      int colon = line.indexOf(':');
      headers.put(
          line.substring(0, Math.max(0, colon)).toLowerCase(Locale.ROOT),
          line.substring(colon + 1).strip());
    }
    return new Response(Integer.parseInt(status[1]), headers, body(headers));
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException unimportant) {
      // Nothing more is expected from it.
    }
  }

  private String body(Map<String, String> headers) throws IOException {
    if (headers.getOrDefault("transfer-encoding", "").equalsIgnoreCase("chunked")) {
      return chunks();
    }
    return bytes(Integer.parseInt(headers.getOrDefault("content-length", "0")));
  }

  private String chunks() throws IOException {
    StringBuilder body = new StringBuilder();
    while (true) {
      int length = Integer.parseInt(line().split(";", 2)[0].strip(), 16);
      if (length == 0) {
        while (!line().isEmpty()) {
          // Trailers are of no interest.
        }
        return body.toString();
      }
      body.append(bytes(length));
      line();
    }
  }

  private String bytes(int length) throws IOException {
    if (length > MAX_BODY_BYTES) {
      throw new IOException("answer of " + length + " bytes");
    }
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException("the answer was cut off");
    }
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0 || line.length() == MAX_LINE_BYTES) {
        throw new EOFException("the connection was closed without an answer");
      }
      line.append((char) next);
    }
    return line.toString().stripTrailing();
  }
}
