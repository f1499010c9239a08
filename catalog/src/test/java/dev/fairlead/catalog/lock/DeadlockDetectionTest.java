package dev.fairlead.catalog.lock;

import static dev.fairlead.catalog.lock.OtherThreads.onOther;
import static dev.fairlead.catalog.lock.OtherThreads.until;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.fairlead.catalog.lock.LockException.Reason;
import dev.fairlead.catalog.lock.WordLock.Outcome;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The JVM's own detector sees a writer of a labelled lock in a cycle with locks it knows. Ranks
 * keep two labelled locks out of one.
 */
@Timeout(60)
class DeadlockDetectionTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final LockRegistry registry = new LockRegistry();
  private final LabelledLock lock = registry.lock("catalog", 10);
  private final CompletableFuture<Thread> writer = new CompletableFuture<>();
  private final CompletableFuture<Thread> holder = new CompletableFuture<>();
  private final CompletableFuture<Void> bothInside = new CompletableFuture<>();

  @AfterEach
  void close() {
    registry.close();
  }

  @Test
  void cycleWithAMonitor() {
    Object monitor = new Object();
    CompletableFuture<String> first =
        onOther(
            writer,
            () ->
                lock.write(
                    "write",
                    LIMIT,
                    () -> {
                      bothInside.join();
                      synchronized (monitor) {
                        return "both";
                      }
                    }));
    CompletableFuture<Reason> second =
        onOther(
            holder,
            () -> {
              synchronized (monitor) {
                return readUntilInterrupted();
              }
            });
    breakTheCycle(second);
    assertEquals("both", first.join());
  }

  @Test
  void cycleWithAReentrantLock() {
    ReentrantLock other = new ReentrantLock();
    CompletableFuture<String> first =
        onOther(
            writer,
            () ->
                lock.write(
                    "write",
                    LIMIT,
                    () -> {
                      bothInside.join();
                      other.lock();
                      other.unlock();
                      return "both";
                    }));
    CompletableFuture<Reason> second =
        onOther(
            holder,
            () -> {
              other.lock();
              try {
                return readUntilInterrupted();
              } finally {
                other.unlock();
              }
            });
    breakTheCycle(second);
    assertEquals("both", first.join());
  }

  /** A writer that is long gone must not be taken for the one that others wait for. */
  @Test
  void writerThatLeftIsNotBlamed() {
    WordLock bare = lock.bare();
    assertEquals(Outcome.ACQUIRED, bare.write(OtherThreads.soon()));
    CompletableFuture<Thread> waiting = new CompletableFuture<>();
    CompletableFuture<Outcome> waiter = onOther(waiting, () -> bare.write(OtherThreads.soon()));
    until(() -> Thread.currentThread().equals(bare.shownWriter()));
    bare.downgrade();
    until(() -> (bare.word() & LockWord.WRITER_PARKED) != 0);
    assertNull(bare.shownWriter(), "readers are inside, nobody holds it alone");
    bare.releaseRead();
    assertEquals(Outcome.ACQUIRED, waiter.join());
    CompletableFuture<Outcome> next = onOther(() -> bare.read(OtherThreads.soon()));
    until(() -> waiting.join().equals(bare.shownWriter()));
    bare.releaseWrite();
    assertEquals(Outcome.ACQUIRED, next.join());
    assertNull(bare.shownWriter());
  }

  private Reason readUntilInterrupted() {
    until(() -> !lock.status().holders().isEmpty());
    bothInside.complete(null);
    try {
      return lock.read("read", LIMIT, () -> null);
    } catch (LockException e) {
      return e.reason();
    }
  }

  private void breakTheCycle(CompletableFuture<Reason> second) {
    Set<Long> both = Set.of(writer.join().threadId(), holder.join().threadId());
    until(() -> both.equals(deadlocked()));
    holder.join().interrupt();
    assertEquals(Reason.INTERRUPTED, second.join());
  }

  private static Set<Long> deadlocked() {
    long[] ids = ManagementFactory.getThreadMXBean().findDeadlockedThreads();
    return ids == null ? Set.of() : Arrays.stream(ids).boxed().collect(Collectors.toSet());
  }
}
