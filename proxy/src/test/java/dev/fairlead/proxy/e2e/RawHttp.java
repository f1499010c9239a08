package dev.fairlead.proxy.e2e;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;

/** One HTTP request over a socket of its own, written byte by byte as the test wants it. */
final class RawHttp {
  private static final int TIMEOUT_MILLIS = 15_000;

  private RawHttp() {}

  /**
   * What came back until the connection ended.
   *
   * @param status the status code; -1 when nothing answered
   * @param head status line and headers
   * @param body the rest, as it came
   */
  record Response(int status, String head, String body) {
    static final Response NONE = new Response(-1, "", "");

    boolean has(String text) {
      return head.contains(text) || body.contains(text);
    }
  }

  /** GET with that Host header. */
  static Response get(String address, int port, String host, String path) {
    return send(
        address,
        port,
        "GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n");
  }

  /** Sends {@code request} as it is and reads to the end. */
  static Response send(String address, int port, String request) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(address, port), TIMEOUT_MILLIS);
      socket.setSoTimeout(TIMEOUT_MILLIS);
      socket.getOutputStream().write(request.getBytes(ISO_8859_1));
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      socket.getInputStream().transferTo(bytes);
      return parse(bytes.toString(ISO_8859_1));
    } catch (IOException e) {
      return Response.NONE;
    }
  }

  private static Response parse(String text) {
    int end = text.indexOf("\r\n\r\n");
    if (end < 0 || !text.startsWith("HTTP/1.1 ")) {
      return Response.NONE;
    }
    int status = Integer.parseInt(text.substring(9, 12));
    return new Response(status, text.substring(0, end), text.substring(end + 4));
  }
}
