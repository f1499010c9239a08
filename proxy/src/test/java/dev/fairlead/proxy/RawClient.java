package dev.fairlead.proxy;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A client that sends exactly the bytes a test wants. Bounded waits: 20 s. */
final class RawClient implements AutoCloseable {
  /** A response. */
  record Response(String status, List<String> headers, String body) {
    int code() {
      return Integer.parseInt(status.split(" ")[1]);
    }

    String header(String name) {
      String prefix = name.toLowerCase(Locale.ROOT) + ":";
      return headers.stream()
          .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(prefix))
          .map(line -> line.substring(prefix.length()).strip())
          .findFirst()
          .orElse("");
    }
  }

  final Socket socket;
  final InputStream in;
  final OutputStream out;

  RawClient(int port) throws IOException {
    this(new Socket("127.0.0.1", port));
  }

  RawClient(Socket socket) throws IOException {
    this.socket = socket;
    socket.setSoTimeout(20_000);
    in = new BufferedInputStream(socket.getInputStream(), 65536);
    out = socket.getOutputStream();
  }

  RawClient send(String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.ISO_8859_1));
    out.flush();
    return this;
  }

  Response get(String host, String path) throws IOException {
    return send("GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n").receive();
  }

  /** Reads one response. */
  Response receive() throws IOException {
    return receive(true);
  }

  /** Reads one response, without a body if {@code body} is false. */
  Response receive(boolean body) throws IOException {
    Response head = receiveHead();
    if (!body || head.code() == 204 || head.code() == 304 || head.code() < 200) {
      return head;
    }
    return new Response(
        head.status(), head.headers(), new String(body(head), StandardCharsets.UTF_8));
  }

  Response receiveHead() throws IOException {
    String status = Origin.readLine(in);
    if (status == null) {
      throw new EOFException("no response");
    }
    List<String> headers = new ArrayList<>();
    for (String line = Origin.readLine(in);
        line != null && !line.isEmpty();
        line = Origin.readLine(in)) {
      headers.add(line);
    }
    return new Response(status, headers, "");
  }

  private byte[] body(Response head) throws IOException {
    if (head.header("transfer-encoding").equals("chunked")) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      while (true) {
        String size = Origin.readLine(in);
        if (size == null) {
          throw new EOFException("no last chunk");
        }
        int length = Integer.parseInt(size, 16);
        if (length == 0) {
          skipTrailers();
          return bytes.toByteArray();
        }
        bytes.write(in.readNBytes(length));
        Origin.readLine(in);
      }
    }
    String length = head.header("content-length");
    if (length.isEmpty()) {
      return in.readAllBytes();
    }
    byte[] bytes = in.readNBytes(Integer.parseInt(length));
    if (bytes.length < Integer.parseInt(length)) {
      throw new EOFException("truncated");
    }
    return bytes;
  }

  private void skipTrailers() throws IOException {
    for (String line = Origin.readLine(in); !"".equals(line); line = Origin.readLine(in)) {
      if (line == null) {
        throw new EOFException("ended within the trailers");
      }
    }
  }

  /** Whether the server has nothing more to say: an orderly end. */
  boolean ended() throws IOException {
    return in.read() < 0;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
