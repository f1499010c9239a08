package dev.fairlead.proxy.supervise;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Clients that send one request after the other, each on a new connection or all on one, until
 * closed; what went wrong is kept with its reason.
 */
final class Load implements AutoCloseable {
  private static final int TIMEOUT_MILLIS = 20_000;
  private static final long PAUSE_NANOS = 2_000_000;

  final AtomicInteger answered = new AtomicInteger();
  final Queue<String> failures = new ConcurrentLinkedQueue<>();
  private final List<Thread> clients = new ArrayList<>();
  private final InetSocketAddress target;
  private volatile boolean over;

  /** Starts so many clients of each kind. */
  Load(InetSocketAddress target, int connecting, int keeping) {
    this.target = target;
    for (int i = 0; i < connecting + keeping; i++) {
      boolean keep = i >= connecting;
      clients.add(Thread.ofVirtual().start(() -> run(keep)));
    }
  }

  private void run(boolean keep) {
    while (!over) {
      try (Socket socket = new Socket()) {
        socket.setSoTimeout(TIMEOUT_MILLIS);
        socket.setTcpNoDelay(true);
        socket.connect(target, TIMEOUT_MILLIS);
        var in =
            new BufferedReader(
                new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
        boolean goesOn;
        do {
          goesOn = exchange(socket, in, keep);
          LockSupport.parkNanos(PAUSE_NANOS);
        } while (goesOn && !over);
      } catch (IOException e) {
        failures.add((keep ? "kept: " : "new: ") + e);
      }
    }
  }

  /** One request; whether the connection takes another. */
  private boolean exchange(Socket socket, BufferedReader in, boolean keep) throws IOException {
    String connection = keep ? "" : "Connection: close\r\n";
    socket
        .getOutputStream()
        .write(
            ("GET / HTTP/1.1\r\nHost: any\r\n" + connection + "\r\n")
                .getBytes(StandardCharsets.US_ASCII));
    String status = in.readLine();
    if (status == null) {
      throw new IOException("closed without an answer");
    }
    boolean goesOn = keep;
    for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
      goesOn &= !line.toLowerCase(Locale.ROOT).startsWith("connection: close");
    }
    if (status.equals("HTTP/1.1 200 OK")) {
      answered.incrementAndGet();
    } else {
      throw new IOException(status);
    }
    return goesOn;
  }

  /** Waits until so many more were answered. */
  void awaitMore(int requests) {
    int wanted = answered.get() + requests;
    long end = System.nanoTime() + 60_000_000_000L; // 60 s
    while (answered.get() < wanted) {
      if (System.nanoTime() - end > 0) {
        throw new AssertionError("only " + answered + " of " + wanted + ", " + failures);
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  @Override
  public void close() {
    over = true;
    for (Thread client : clients) {
      try {
        client.join();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
