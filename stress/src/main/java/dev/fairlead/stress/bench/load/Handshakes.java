package dev.fairlead.stress.bench.load;

import dev.fairlead.stress.traffic.WebConnection;
import java.io.IOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLSocket;

/**
 * New TLS 1.3 connections, one after the other in each of a few threads. Each makes one request,
 * whose answer the session ticket comes before, and is closed.
 *
 * <p>Confined to one thread.
 */
public final class Handshakes {
  private static final int THREADS = 4;

  /** Connections of a load at most, each thread's. */
  private static final int MAX_EACH = 20_000;

  private final Target target;
  private final boolean resume;
  private final int most;
  private final TlsClient client = new TlsClient();

  /** Counts up; read once all threads have ended. */
  private final AtomicLong made = new AtomicLong();

  private final AtomicLong resumed = new AtomicLong();

  private Handshakes(Target target, boolean resume, int most) {
    this.target = target;
    this.resume = resume;
    this.most = most;
  }

  /**
   * What was done.
   *
   * <p>Immutable.
   *
   * @param made connections
   * @param resumed those of them that resumed a session
   */
  public record Done(long made, long resumed) {
    /** Of all that had a session to resume: each thread's first has none. */
    public double resumedShare() {
      return made > THREADS ? (double) resumed / (made - THREADS) : 0;
    }
  }

  /**
   * Connects for so many seconds.
   *
   * @param resume whether each resumes the session before it; otherwise none does
   * @throws IOException if any connection or request failed
   */
  public static Done run(Target target, boolean resume, int seconds) throws IOException {
    return run(target, resume, seconds, MAX_EACH);
  }

  /** As the other, with at most {@code most} connections in each thread. */
  static Done run(Target target, boolean resume, int seconds, int most) throws IOException {
    return new Handshakes(target, resume, most).run(seconds);
  }

  private Done run(int seconds) throws IOException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        int thread = i;
        running.add(
            threads.submit(() -> {
              repeat(thread, end);
              return null;
            }));
      }
      for (Future<?> one : running) {
        one.get();
      }
    } catch (ExecutionException e) {
      throw new IOException("a connection failed: " + e.getCause(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
    return new Done(made.get(), resumed.get());
  }

  private void repeat(int thread, long end) throws IOException {
    for (int i = 0; i < most && System.nanoTime() - end < 0; i++) {
      long begin = System.currentTimeMillis();
      String session = resume ? "same-" + thread : "new-" + thread + "-" + i;
      Socket plain = Dialer.connect(target.address(), i);
      try (SSLSocket socket = client.secure(plain, target.host(), session);
          WebConnection web = WebConnection.over(socket)) {
        int status = web.get(target.host(), target.path(), "Connection: close\r\n").status();
        if (status != 200) {
          throw new IOException("answered " + status);
        }
        made.incrementAndGet();
        // A session that is older than the connection was made by another one.
        if (socket.getSession().getCreationTime() < begin) {
          resumed.incrementAndGet();
        }
      }
    }
  }
}
