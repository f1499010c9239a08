package dev.fairlead.proxy.control;

import dev.fairlead.gossip.replica.Replica;
import dev.fairlead.gossip.replica.ReplicaReader;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * Runs SQL queries for operators and API clients.
 *
 * <p>On a few platform threads of its own: SQLite's native calls would pin the carriers of the
 * virtual threads that answer pings. Each query borrows a reader of its own. Thread-safe.
 */
public final class Readers implements AutoCloseable {
  /** Queries running at once, and readers kept open. */
  public static final int THREADS = 4;

  /** Queries waiting for a thread; one more is refused. */
  public static final int MAX_WAITING = 124;

  private final Replica replica;
  private final BlockingQueue<ReplicaReader> idle = new ArrayBlockingQueue<>(THREADS);
  private final ThreadPoolExecutor threads;

  /**
   * Opens readers of {@code replica} as they are needed.
   *
   * @param name what its threads are called
   */
  public Readers(Replica replica, String name) {
    this.replica = replica;
    AtomicInteger number = new AtomicInteger();
    this.threads =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            30,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(MAX_WAITING),
            task ->
                Thread.ofPlatform()
                    .daemon()
                    .name(name + "-reader-" + number.incrementAndGet())
                    .unstarted(task));
    threads.allowCoreThreadTimeOut(true);
  }

  /**
   * Runs {@code work} with a reader of its own. Cancelling the future interrupts it, which ends a
   * write that waits for a client.
   *
   * @throws RejectedExecutionException if too many wait already
   */
  public <T> Future<T> read(Function<ReplicaReader, T> work) {
    return threads.submit(() -> borrow(work));
  }

  private <T> T borrow(Function<ReplicaReader, T> work) {
    ReplicaReader known = idle.poll();
    ReplicaReader reader = known == null ? replica.newReader() : known;
    boolean clean = false;
    try {
      T result = work.apply(reader);
      clean = true;
      return result;
    } finally {
      if (!clean || !idle.offer(reader)) {
        reader.close();
      }
    }
  }

  /** Lets running queries end, up to a second, and closes the readers. */
  @Override
  public void close() {
    threads.shutdownNow();
    try {
      boolean ended = threads.awaitTermination(1, TimeUnit.SECONDS);
      for (ReplicaReader reader = idle.poll(); ended && reader != null; reader = idle.poll()) {
        reader.close();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
