package dev.fairlead.stress.bench.load;

import dev.fairlead.stress.traffic.WebConnection;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Connections that made one request each and are idle since.
 *
 * <p>Confined to one thread, but for opening.
 */
public final class IdleConnections implements AutoCloseable {
  private static final int THREADS = 8;

  /** One in so many is looked at, because that takes a millisecond each. */
  private static final int LOOK_AT_EVERY = 50;

  private final Target target;
  private final TlsClient client = new TlsClient();
  private final Queue<Socket> open = new ConcurrentLinkedQueue<>();

  private IdleConnections(Target target) {
    this.target = target;
  }

  /** Opens so many. */
  public static IdleConnections open(Target target, int count) throws IOException {
    IdleConnections connections = new IdleConnections(target);
    try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        int share = count * (i + 1) / THREADS - count * i / THREADS;
        int thread = i;
        running.add(
            threads.submit(() -> {
              connections.add(thread, share);
              return null;
            }));
      }
      for (Future<?> one : running) {
        one.get();
      }
      return connections;
    } catch (ExecutionException e) {
      connections.close();
      throw new IOException("a connection failed: " + e.getCause(), e);
    } catch (InterruptedException e) {
      connections.close();
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private void add(int thread, int count) throws IOException {
    for (int i = 0; i < count; i++) {
      Socket socket = connect(thread, i);
      open.add(socket);
      // Not closed: that would close the socket.
      int status = WebConnection.over(socket).get(target.host(), target.path(), "").status();
      if (status != 200) {
        throw new IOException("answered " + status);
      }
    }
  }

  /** A session of its own each, so that none is resumed. */
  private Socket connect(int thread, int number) throws IOException {
    Socket socket = Dialer.connect(target.address(), number);
    return target.tls()
        ? client.secure(socket, target.host(), "idle-" + thread + "-" + number)
        : socket;
  }

  /** Whether the other end keeps them open, from a sample. */
  public boolean kept() {
    int i = 0;
    for (Socket socket : open) {
      if (i++ % LOOK_AT_EVERY == 0 && !silent(socket)) {
        return false;
      }
    }
    return true;
  }

  private static boolean silent(Socket socket) {
    try {
      socket.setSoTimeout(1);
      int _ = socket.getInputStream().read(); // nothing is due: a byte or an end are wrong
      return false;
    } catch (SocketTimeoutException nothing) {
      return true;
    } catch (IOException broken) {
      return false;
    }
  }

  @Override
  public void close() {
    for (Socket socket : open) {
      try {
        socket.close();
      } catch (IOException gone) {
        // The other end was faster.
      }
    }
  }
}
