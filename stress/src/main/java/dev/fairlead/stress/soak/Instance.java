package dev.fairlead.stress.soak;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A server behind the node: {@code GET /N} answers N bytes of the {@link Pattern}, a {@code POST}
 * whether its body was one.
 *
 * <p>Ends in order, or as if it were killed. Thread-safe.
 */
final class Instance implements AutoCloseable {
  private static final int BACKLOG = 1_000;
  private static final int BUFFER = 16 * 1024;

  private final String id;
  private final ServerSocket server;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  // Pairs with itself: raised when a head is complete, lowered when its answer is written.
  private final AtomicInteger inFlight = new AtomicInteger();
  private final AtomicBoolean ending = new AtomicBoolean();

  Instance(String id) throws IOException {
    this.id = id;
    this.server = new ServerSocket(0, BACKLOG, InetAddress.getByName("127.0.0.1"));
    Thread.ofVirtual().start(this::accept);
  }

  String id() {
    return id;
  }

  /** {@code ip:port}. */
  String endpoint() {
    return "127.0.0.1:" + server.getLocalPort();
  }

  /** Whether it serves nobody now. */
  boolean idle() {
    return inFlight.get() == 0;
  }

  private void accept() {
    while (!ending.get()) {
      try {
        Socket socket = server.accept();
        open.add(socket);
        if (ending.get()) {
          socket.close();
        }
        Thread.ofVirtual().start(() -> serve(socket));
      } catch (IOException closed) {
        // The loop looks whether it is the end.
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      socket.setTcpNoDelay(true);
      InputStream in = new BufferedInputStream(socket.getInputStream(), BUFFER);
      OutputStream out = new BufferedOutputStream(socket.getOutputStream(), BUFFER);
      while (true) {
        List<String> head = Wire.head(in);
        inFlight.incrementAndGet();
        try {
          answer(head, in, out);
        } finally {
          inFlight.decrementAndGet();
        }
      }
    } catch (IOException gone) {
      // The proxy let go of it, or it was killed.
    } finally {
      open.remove(socket);
    }
  }

  private static void answer(List<String> head, InputStream in, OutputStream out)
      throws IOException {
    String[] line = head.getFirst().split(" ", 3);
    if (line[0].equals("POST")) {
      String verdict = received(head, in) ? "right" : "wrong";
      out.write(Wire.ascii("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n" + verdict));
    } else {
      int bytes = Integer.parseInt(line[1].substring(1));
      out.write(Wire.ascii("HTTP/1.1 200 OK\r\nContent-Length: " + bytes + "\r\n\r\n"));
      Pattern.write(out, bytes);
    }
    out.flush();
  }

  private static boolean received(List<String> head, InputStream in) throws IOException {
    String length = Wire.field(head, "Content-Length");
    if (!length.isEmpty()) {
      return Pattern.read(in, Integer.parseInt(length), 0);
    }
    boolean right = true;
    long at = 0;
    for (int size = chunk(in); size > 0; size = chunk(in)) {
      right &= java.util.Arrays.equals(in.readNBytes(size), Pattern.bytes(at, size));
      at += size;
      right &= Wire.line(in).isEmpty();
    }
    return right && Wire.head(in).isEmpty();
  }

  private static int chunk(InputStream in) throws IOException {
    return Integer.parseInt(Wire.line(in), 16);
  }

  /** Ends as a process that is killed: connections are reset, whatever they carry. */
  void kill() {
    ending.set(true);
    close(server);
    for (Socket socket : open) {
      try {
        socket.setSoLinger(true, 0);
      } catch (IOException gone) {
        // It ends anyhow.
      }
      close(socket);
    }
  }

  /** Ends; nobody may use it any more. */
  @Override
  public void close() {
    ending.set(true);
    close(server);
    open.forEach(Instance::close);
  }

  private static void close(AutoCloseable socket) {
    try {
      socket.close();
    } catch (Exception unimportant) {
      // Nothing more is expected from it.
    }
  }
}
