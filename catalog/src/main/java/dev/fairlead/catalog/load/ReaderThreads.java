package dev.fairlead.catalog.load;

import dev.fairlead.gossip.replica.ReplicaReader;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jctools.queues.MessagePassingQueue;
import org.jctools.queues.atomic.MpmcAtomicArrayQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A few threads that read the replica, each with a connection of its own.
 *
 * <p>Tasks wait in a queue of {@value #QUEUE}; beyond it they are refused. Offering never blocks.
 */
public final class ReaderThreads implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ReaderThreads.class);

  /** Loads that may wait; a flood of unknown hosts beyond it is refused at once. */
  static final int QUEUE = 16_384;

  private static final long JOIN_MILLIS = 5_000;

  private final Supplier<ReplicaReader> connections;
  private final MessagePassingQueue<Consumer<OwnReader>> queue = new MpmcAtomicArrayQueue<>(QUEUE);

  /** A permit for each task in the queue; its release pairs with the acquire of a reader. */
  private final Semaphore waiting = new Semaphore(0);

  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean closed;

  /** Starts {@code count} threads {@code catalog-reader-N}. */
  public ReaderThreads(int count, Supplier<ReplicaReader> connections) {
    this.connections = connections;
    for (int i = 1; i <= count; i++) {
      threads.add(Thread.ofPlatform().name("catalog-reader-" + i).daemon().start(this::run));
    }
  }

  /** Has a reader run {@code task}; false, and nothing will run, if too many wait. */
  public boolean offer(Consumer<OwnReader> task) {
    boolean taken = !closed && queue.offer(task);
    if (taken) {
      waiting.release();
    }
    return taken;
  }

  /** Tasks waiting now. */
  public int queued() {
    return queue.size();
  }

  private void run() {
    try (OwnReader reader = new OwnReader(connections)) {
      while (!closed) {
        waiting.acquire();
        Consumer<OwnReader> task = queue.poll();
        if (task != null) {
          runOne(task, reader);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // closed
    }
  }

  private static void runOne(Consumer<OwnReader> task, OwnReader reader) {
    try {
      task.accept(reader);
    } catch (RuntimeException | Error e) { // the thread must outlive it
      LOG.error("a catalog load failed in an unforeseen way", e);
    }
  }

  @Override
  public void close() {
    closed = true;
    waiting.release(threads.size());
    try {
      for (Thread thread : threads) {
        thread.join(JOIN_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
