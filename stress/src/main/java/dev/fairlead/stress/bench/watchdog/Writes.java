package dev.fairlead.stress.bench.watchdog;

import dev.fairlead.stress.node.NodeApi;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/**
 * Writes rows one after the other until it is closed, and remembers which were acknowledged: those
 * must be there whatever happens. Thread-safe.
 */
public final class Writes implements AutoCloseable {
  private static final long PAUSE_NANOS = 20_000_000; // 20 ms

  private final NodeApi api;
  private final ConcurrentLinkedQueue<String> acknowledged = new ConcurrentLinkedQueue<>();

  /** Set once by {@link #close}, read by the thread before each write. */
  private final AtomicBoolean ending = new AtomicBoolean();

  private final Thread thread;

  /** Starts. */
  public Writes(NodeApi api) {
    this.api = api;
    this.thread = Thread.ofVirtual().name("writes").start(this::run);
  }

  private void run() {
    for (int i = 0; !ending.get(); i++) {
      String id = "written-" + i;
      if (api.write("INSERT INTO service(id) VALUES (?)", id)) {
        acknowledged.add(id);
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  /** How many were acknowledged. */
  public int acknowledged() {
    return acknowledged.size();
  }

  /** Acknowledged rows that are not there. */
  public Set<String> lost() throws IOException {
    List<String> there = api.rows("SELECT id FROM service WHERE id LIKE 'written-%'");
    Set<String> lost = new HashSet<>(acknowledged);
    there.forEach(lost::remove);
    return lost;
  }

  @Override
  public void close() {
    ending.set(true);
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
