package dev.fairlead.proxy;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;

/**
 * An origin that reads what the proxy sends as strictly as HTTP can be read, and keeps all of it:
 * each complete request, and each byte that is no part of one.
 */
final class RecordingOrigin implements AutoCloseable {
  /** A complete request: the lines of its head, its body, the lines of its trailers. */
  record Seen(int connection, List<String> head, String body, List<String> trailers) {
    String line() {
      return head.getFirst();
    }

    /** The values of a field, one behind the other. */
    String field(String name) {
      return String.join(" | ", values(head, name));
    }
  }

  /** Writes the answer to a request; the connection closes if it throws. */
  interface Answer {
    void to(Seen request, OutputStream out) throws IOException;
  }

  /** Thrown by an answer that ends its connection with a reset. */
  static final class Resets extends IOException {
    private static final long serialVersionUID = 1L;
  }

  static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

  private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
  private static final Pattern LINE = Pattern.compile(TOKEN + " [\\x21-\\x7e]+ HTTP/1\\.1");
  private static final Pattern FIELD =
      Pattern.compile(TOKEN + ": ?([\\x21-\\x7e\\x80-\\xff][\\t\\x20-\\x7e\\x80-\\xff]*)?");

  final List<Seen> requests = new CopyOnWriteArrayList<>();
  final List<String> violations = new CopyOnWriteArrayList<>();
  final AtomicInteger connections;
  final AtomicInteger open;

  /** Connections that are within a request. */
  final AtomicInteger unfinished = new AtomicInteger();

  // Volatile: the test sets it before it sends what is answered with it.
  volatile Answer answer = (request, out) -> out.write(Origin.ascii(OK));

  private final AtomicInteger numbers = new AtomicInteger();
  private final LoopbackServer server;

  RecordingOrigin() throws IOException {
    server = LoopbackServer.serving(this::serve);
    connections = server.accepted;
    open = server.open;
  }

  int port() {
    return server.port();
  }

  /** Forgets what it saw, once nothing is under way any more. */
  void clear() {
    Waits.until(() -> unfinished.get() == 0);
    requests.clear();
    violations.clear();
  }

  private void serve(Socket socket) throws IOException {
    try {
      new Connection(numbers.incrementAndGet(), socket).run();
    } catch (Resets resets) {
      socket.setSoLinger(true, 0);
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
  }

  static List<String> values(List<String> lines, String name) {
    String prefix = name.toLowerCase(Locale.ROOT) + ":";
    return lines.stream()
        .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(prefix))
        .map(line -> line.substring(prefix.length()).strip())
        .toList();
  }

  private final class Connection {
    private final int number;
    private final InputStream in;
    private final OutputStream out;

    Connection(int number, Socket socket) throws IOException {
      this.number = number;
      in = new BufferedInputStream(socket.getInputStream(), 65536);
      out = socket.getOutputStream();
    }

    void run() throws IOException {
      while (true) {
        int first = in.read();
        if (first < 0) {
          return;
        }
        unfinished.incrementAndGet();
        Seen seen;
        try {
          seen = request(first);
          requests.add(seen);
        } finally {
          unfinished.decrementAndGet();
        }
        answer.to(seen, out);
        out.flush();
      }
    }

    private Seen request(int first) throws IOException {
      List<String> head = lines(Character.toString((char) first));
      check(!head.isEmpty() && LINE.matcher(head.getFirst()).matches(), "request line", head);
      checkFields(head.subList(1, head.size()));
      check(values(head, "Host").size() == 1, "Host", head);
      List<String> codings = values(head, "Transfer-Encoding");
      List<String> lengths = values(head, "Content-Length");
      check(codings.size() + lengths.size() <= 1, "framing", head);
      if (!codings.isEmpty()) {
        check(codings.equals(List.of("chunked")), "coding", head);
        String body = chunks();
        List<String> trailers = lines("");
        checkFields(trailers);
        return new Seen(number, head, body, trailers);
      }
      String length = lengths.isEmpty() ? "0" : lengths.getFirst();
      check(length.matches("0|[1-9][0-9]{0,17}"), "length", head);
      return new Seen(number, head, bytes(Integer.parseInt(length)), List.of());
    }

    private void checkFields(List<String> lines) throws IOException {
      for (String line : lines) {
        check(FIELD.matcher(line).matches(), "field line", line);
      }
    }

    /** Lines up to an empty one. */
    private List<String> lines(String begin) throws IOException {
      List<String> lines = new ArrayList<>();
      for (String line = line(begin); !line.isEmpty(); line = line("")) {
        lines.add(line);
      }
      return lines;
    }

    private String chunks() throws IOException {
      StringBuilder body = new StringBuilder();
      while (true) {
        String size = line("");
        check(size.matches("[0-9a-f]{1,8}"), "chunk size", size);
        if (size.equals("0")) {
          return body.toString();
        }
        body.append(bytes(Integer.parseInt(size, 16)));
        check(line("").isEmpty(), "end of chunk", body);
      }
    }

    private String bytes(int length) throws IOException {
      byte[] bytes = in.readNBytes(length);
      if (bytes.length < length) {
        throw new IOException("ended within a body");
      }
      return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private String line(String begin) throws IOException {
      ByteArrayOutputStream line = new ByteArrayOutputStream();
      line.writeBytes(Origin.ascii(begin));
      while (true) {
        int c = in.read();
        if (c < 0) {
          throw new IOException("ended within a line");
        }
        if (c == '\r') {
          check(in.read() == '\n', "CR without LF", line);
          return line.toString(StandardCharsets.ISO_8859_1);
        }
        check(c != '\n' && c != 0, "bare LF or NUL", line);
        line.write(c);
      }
    }

    private void check(boolean holds, String what, Object seen) throws IOException {
      if (!holds) {
        violations.add(what + ": " + seen);
        throw new IOException("violation: " + what);
      }
    }
  }
}
