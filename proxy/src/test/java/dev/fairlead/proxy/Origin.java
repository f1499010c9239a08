package dev.fairlead.proxy;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** A small blocking HTTP/1.1 origin on a real socket that shows exactly which bytes it got. */
final class Origin implements AutoCloseable {
  /** Answers one request. */
  interface Answer {
    void to(Request request, InputStream body, OutputStream out) throws IOException;
  }

  /** A request head as received. */
  record Request(String line, Map<String, List<String>> headers) {
    String header(String name) {
      List<String> values = headers.get(name.toLowerCase(Locale.ROOT));
      return values == null ? "" : String.join(" | ", values);
    }
  }

  final AtomicInteger connections;
  final AtomicInteger open;
  final AtomicLong bodyBytes = new AtomicLong();
  final List<Request> requests = new CopyOnWriteArrayList<>();
  private final LoopbackServer server;
  private final Answer answer;

  Origin(Answer answer) throws IOException {
    this.answer = answer;
    server = LoopbackServer.serving(64 * 1024, this::serve);
    connections = server.accepted;
    open = server.open;
  }

  /** Reads the whole body and answers {@code 200} with {@code text}. */
  static Origin says(String text) throws IOException {
    return new Origin((request, body, out) -> {
      body.skipNBytes(body instanceof Sized sized ? sized.left : 0);
      drain(body);
      respond(out, text);
    });
  }

  /** Tells each client to go on, then answers with what it sent. */
  static Origin bidsContinue() throws IOException {
    return new Origin((request, body, out) -> {
      out.write(ascii("HTTP/1.1 100 Continue\r\n\r\n"));
      out.flush();
      respond(out, new String(body.readAllBytes()));
    });
  }

  static void respond(OutputStream out, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.write(ascii("HTTP/1.1 200 OK\r\nContent-Length: " + bytes.length + "\r\n\r\n"));
    out.write(bytes);
    out.flush();
  }

  static void drain(InputStream body) throws IOException {
    byte[] buffer = new byte[65536];
    while (body.read(buffer) >= 0) {}
  }

  static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  int port() {
    return server.port();
  }

  private void serve(Socket socket) throws IOException {
    InputStream in = new BufferedInputStream(socket.getInputStream(), 65536);
    for (String line = readLine(in); line != null; line = readLine(in)) {
      Request request = new Request(line, fields(in));
      requests.add(request);
      try {
        answer.to(request, body(request, in), socket.getOutputStream());
      } catch (UncheckedIOException e) {
        throw e.getCause();
      }
    }
  }

  private static Map<String, List<String>> fields(InputStream in) throws IOException {
    Map<String, List<String>> fields = new LinkedHashMap<>();
    for (String field = readLine(in); field != null && !field.isEmpty(); field = readLine(in)) {
      int colon = field.indexOf(':');
      fields
          .computeIfAbsent(
              field.substring(0, colon).toLowerCase(Locale.ROOT), _ -> new ArrayList<>())
          .add(field.substring(colon + 1).strip());
    }
    return fields;
  }

  private InputStream body(Request request, InputStream in) {
    if (request.header("transfer-encoding").equals("chunked")) {
      return new Chunked(in);
    }
    String length = request.header("content-length");
    return new Sized(in, length.isEmpty() ? 0 : Long.parseLong(length));
  }

  static String readLine(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        return null;
      }
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }

  @Override
  public void close() throws IOException {
    server.close();
  }

  private final class Sized extends InputStream {
    private final InputStream in;
    private long left;

    Sized(InputStream in, long left) {
      this.in = in;
      this.left = left;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      if (left == 0) {
        return -1;
      }
      int n = in.read(target, offset, (int) Math.min(length, left));
      if (n < 0) {
        throw new IOException("request body truncated");
      }
      left -= n;
      bodyBytes.addAndGet(n);
      return n;
    }
  }

  private final class Chunked extends InputStream {
    private final InputStream in;
    private long left;
    private boolean done;

    Chunked(InputStream in) {
      this.in = in;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      if (done) {
        return -1;
      }
      if (left == 0) {
        String size = readLine(in);
        if (size == null) {
          throw new IOException("request body truncated");
        }
        left = Long.parseLong(size, 16);
        if (left == 0) {
          readLine(in);
          done = true;
          return -1;
        }
      }
      int n = in.read(target, offset, (int) Math.min(length, left));
      if (n < 0) {
        throw new IOException("request body truncated");
      }
      left -= n;
      bodyBytes.addAndGet(n);
      if (left == 0) {
        readLine(in);
      }
      return n;
    }
  }
}
