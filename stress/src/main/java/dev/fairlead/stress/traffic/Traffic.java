package dev.fairlead.stress.traffic;

import dev.fairlead.stress.traffic.Visit.Kind;
import dev.fairlead.stress.traffic.Visit.Outcome;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Load that goes on until it is closed.
 *
 * <pre>
 *   schedule (one thread) ── due ──► a virtual thread each ──► new connection ──┐
 *   a virtual thread for each kept connection and stream, due ten times a second┴─► visits
 * </pre>
 *
 * <p>A request waits from the moment it was due, so that a pause of the proxy is seen by all that
 * were due in it. Thread-safe; {@code visits} is called from many threads.
 */
public final class Traffic implements AutoCloseable {
  /** How long an answer is waited for. */
  public static final int LIMIT_MILLIS = 10_000;

  /** Requests on new connections under way; those due beyond it are not sent, and counted so. */
  private static final int MAX_UNDER_WAY = 5_000;

  private static final String CLOSE = "Connection: close\r\n";
  private static final long SECOND = 1_000_000_000;

  private final InetSocketAddress web;
  private final InetSocketAddress echo;
  private final Consumer<Visit> visits;
  private final Semaphore underWay = new Semaphore(MAX_UNDER_WAY);
  private final List<Thread> threads = new ArrayList<>();

  /** Set once by {@link #close}, read by every thread before each request. */
  private final AtomicBoolean ending = new AtomicBoolean();

  private Traffic(InetSocketAddress web, InetSocketAddress echo, Consumer<Visit> visits) {
    this.web = web;
    this.echo = echo;
    this.visits = visits;
  }

  /** Starts it. */
  public static Traffic start(
      InetSocketAddress web, InetSocketAddress echo, Rate rate, Consumer<Visit> visits) {
    Traffic traffic = new Traffic(web, echo, visits);
    traffic.begin(rate);
    return traffic;
  }

  private void begin(Rate rate) {
    long start = System.nanoTime();
    if (rate.fresh() > 0) {
      long period = SECOND / rate.fresh();
      threads.add(
          Thread.ofPlatform().daemon().name("schedule").start(() -> schedule(start, period)));
    }
    long each = SECOND / Rate.EACH;
    for (int i = 0; i < rate.kept(); i++) {
      long first = start + each * i / rate.kept();
      threads.add(Thread.ofVirtual().start(() -> repeat(first, each, new KeptWeb(web))));
    }
    for (int i = 0; i < rate.streams(); i++) {
      long first = start + each * i / rate.streams();
      threads.add(Thread.ofVirtual().start(() -> repeat(first, each, new KeptStream(echo))));
    }
  }

  private void schedule(long start, long period) {
    for (long due = start; !ending.get(); due += period) {
      awaitTime(due);
      long when = due;
      if (underWay.tryAcquire()) {
        Thread.ofVirtual().start(() -> fresh(when));
      } else {
        visits.accept(
            new Visit(Kind.FRESH, due, System.nanoTime(), Outcome.UNANSWERED, "too many wait"));
      }
    }
  }

  private void fresh(long due) {
    try (WebConnection connection = WebConnection.open(web, LIMIT_MILLIS)) {
      visits.accept(visit(Kind.FRESH, due, connection.get(Origins.HOST, "/", CLOSE).status()));
    } catch (IOException failed) {
      visits.accept(visit(Kind.FRESH, due, failed));
    } finally {
      underWay.release();
    }
  }

  /** A connection that is used again and again, and opened again when it broke. */
  interface Kept extends AutoCloseable {
    Kind kind();

    /** One exchange; opens the connection if there is none. */
    Visit use(long due) throws IOException;

    @Override
    void close();
  }

  /** What is due while an answer is waited for is sent, late, after it: the wait counts for all. */
  private void repeat(long first, long period, Kept connection) {
    try (connection) {
      for (long due = first; !ending.get(); due += period) {
        awaitTime(due);
        if (ending.get()) {
          return;
        }
        try {
          visits.accept(connection.use(due));
        } catch (IOException failed) {
          connection.close();
          visits.accept(visit(connection.kind(), due, failed));
        }
      }
    }
  }

  static Visit visit(Kind kind, long due, int status) {
    return status == 200
        ? new Visit(kind, due, System.nanoTime(), Outcome.SERVED, "")
        : new Visit(kind, due, System.nanoTime(), Outcome.FAILED, "status " + status);
  }

  static Visit visit(Kind kind, long due, IOException failed) {
    return new Visit(
        kind, due, System.nanoTime(), Sockets.outcome(failed), String.valueOf(failed.getMessage()));
  }

  private void awaitTime(long due) {
    for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
      if (ending.get()) {
        return;
      }
      LockSupport.parkNanos(left);
    }
  }

  /** Asks for nothing more and waits for the answers that are under way. */
  @Override
  public void close() {
    ending.set(true);
    try {
      for (Thread thread : threads) {
        LockSupport.unpark(thread);
        thread.join();
      }
      underWay.acquire(MAX_UNDER_WAY);
      underWay.release(MAX_UNDER_WAY);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** An HTTP connection that is kept. */
  private static final class KeptWeb implements Kept {
    private final InetSocketAddress to;
    private @Nullable WebConnection open;

    KeptWeb(InetSocketAddress to) {
      this.to = to;
    }

    @Override
    public Kind kind() {
      return Kind.KEPT;
    }

    @Override
    public Visit use(long due) throws IOException {
      WebConnection connection = open == null ? WebConnection.open(to, LIMIT_MILLIS) : open;
      open = connection;
      Visit visit = visit(Kind.KEPT, due, connection.get(Origins.HOST, "/", "").status());
      if (connection.isLast()) {
        close();
      }
      return visit;
    }

    @Override
    public void close() {
      if (open != null) {
        open.close();
        open = null;
      }
    }
  }
}
