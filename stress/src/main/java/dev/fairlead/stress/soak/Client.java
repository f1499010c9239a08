package dev.fairlead.stress.soak;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One client of HTTP that does one kind of thing and retries nothing.
 *
 * <p>Confined to one thread.
 */
final class Client implements AutoCloseable {
  private static final int SMALL_BYTES = 2_000;
  private static final int LARGE_BYTES = 1024 * 1024;
  private static final int SLOW_BYTES = 256 * 1024;
  private static final int MOST_BODY_BYTES = 64 * 1024;
  private static final int MOST_CHUNK_BYTES = 5_000;
  private static final int BUFFER = 16 * 1024;
  private static final long SLOW_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private final Kind kind;
  private final Door door;
  private final SplittableRandom random;
  private @Nullable Connection open;
  private int bodyBytes;

  /** Where connections come from. */
  @FunctionalInterface
  interface Door {
    /** A connection, encrypted or not. */
    Socket open(boolean secure) throws IOException;
  }

  /** A connection and its streams. */
  private record Connection(Socket socket, InputStream in, OutputStream out) {
    static Connection over(Socket socket) throws IOException {
      return new Connection(
          socket,
          new BufferedInputStream(socket.getInputStream(), BUFFER),
          new BufferedOutputStream(socket.getOutputStream(), BUFFER));
    }
  }

  Client(Kind kind, Door door, SplittableRandom random) {
    this.kind = kind;
    this.door = door;
    this.random = random;
  }

  /** One request; it is counted. */
  void ask(Tally tally) {
    long begin = System.nanoTime();
    bodyBytes = 0;
    String what;
    String detail = "";
    try {
      what = exchange();
    } catch (IOException failed) {
      what = outcome(failed);
      detail = String.valueOf(failed.getMessage());
      close();
    }
    long end = System.nanoTime();
    if (what.isEmpty()) {
      tally.served(kind, begin, end);
    } else {
      tally.failed(new Failure(kind, begin, end, what, bodyBytes, detail));
    }
  }

  private static String outcome(IOException failed) {
    return switch (failed) {
      case ConnectException _ -> Failure.REFUSED;
      case SocketTimeoutException _ -> Failure.UNANSWERED;
      default -> Failure.CUT;
    };
  }

  /** What went wrong; empty if nothing did. */
  private String exchange() throws IOException {
    Connection connection = open == null ? Connection.over(door.open(kind.secure())) : open;
    open = connection;
    if (kind == Kind.ABORT) {
      abort(connection);
      return "";
    }
    int bytes = send(connection);
    List<String> head = Wire.head(connection.in());
    int length = Integer.parseInt(Wire.field(head, "Content-Length"));
    String what = read(connection, head, bytes, length);
    if (!kind.keeps() || Wire.field(head, "Connection").equalsIgnoreCase("close")) {
      close();
    }
    return what;
  }

  private String read(Connection connection, List<String> head, int bytes, int length)
      throws IOException {
    String status = head.getFirst().split(" ", 3)[1];
    if (!status.equals("200")) {
      connection.in().skipNBytes(length);
      String code = Wire.field(head, "Fairlead-Error");
      return code.isEmpty() ? "status " + status : code.substring(0, 4);
    }
    boolean right =
        bodyBytes > 0
            ? new String(connection.in().readNBytes(length)).equals("right")
            : length == bytes
                && Pattern.read(connection.in(), length, kind == Kind.SLOW ? SLOW_PAUSE_NANOS : 0);
    return right ? "" : Failure.WRONG;
  }

  /** Sends a request; how many bytes its answer is to have. */
  private int send(Connection connection) throws IOException {
    int bytes =
        switch (kind) {
          case LARGE -> LARGE_BYTES;
          case SLOW -> SLOW_BYTES;
          default -> 1 + random.nextInt(SMALL_BYTES);
        };
    switch (kind) {
      case POST -> post(connection.out());
      case CHUNKED -> postInChunks(connection.out());
      default ->
          connection
              .out()
              .write(Wire.ascii("GET /" + bytes + " HTTP/1.1\r\nHost: " + Soak.HOST + "\r\n\r\n"));
    }
    connection.out().flush();
    return bytes;
  }

  private void post(OutputStream out) throws IOException {
    bodyBytes = 1 + random.nextInt(MOST_BODY_BYTES);
    out.write(
        Wire.ascii(
            "POST / HTTP/1.1\r\nHost: %s\r\nContent-Length: %d\r\n\r\n"
                .formatted(Soak.HOST, bodyBytes)));
    Pattern.write(out, bodyBytes);
  }

  private void postInChunks(OutputStream out) throws IOException {
    bodyBytes = 1 + random.nextInt(MOST_BODY_BYTES);
    out.write(
        Wire.ascii(
            "POST / HTTP/1.1\r\nHost: %s\r\nTransfer-Encoding: chunked\r\n\r\n"
                .formatted(Soak.HOST)));
    int size;
    for (int at = 0; at < bodyBytes; at += size) {
      size = Math.min(bodyBytes - at, 1 + random.nextInt(MOST_CHUNK_BYTES));
      out.write(Wire.ascii(Integer.toHexString(size) + "\r\n"));
      out.write(Pattern.bytes(at, size));
      out.write(Wire.ascii("\r\n"));
    }
    out.write(Wire.ascii("0\r\n\r\n"));
  }

  /** Leaves within the head, within the body, or within the answer. */
  private void abort(Connection connection) throws IOException {
    String get = "GET /" + LARGE_BYTES + " HTTP/1.1\r\nHost: " + Soak.HOST + "\r\n\r\n";
    String post = "POST / HTTP/1.1\r\nHost: " + Soak.HOST + "\r\nContent-Length: 100000\r\n\r\n";
    switch (random.nextInt(3)) {
      case 0 -> connection.out().write(Wire.ascii(get.substring(0, random.nextInt(get.length()))));
      case 1 -> {
        connection.out().write(Wire.ascii(post));
        connection.out().write(Pattern.bytes(0, random.nextInt(SMALL_BYTES)));
      }
      default -> {
        connection.out().write(Wire.ascii(get));
        connection.out().flush();
        var _ = connection.in().readNBytes(random.nextInt(SLOW_BYTES));
      }
    }
    connection.out().flush();
    if (random.nextBoolean()) {
      connection.socket().setSoLinger(true, 0);
    }
    close();
  }

  @Override
  public void close() {
    Connection connection = open;
    open = null;
    try {
      if (connection != null) {
        connection.socket().close();
      }
    } catch (IOException unimportant) {
      // Nothing more is expected from it.
    }
  }
}
