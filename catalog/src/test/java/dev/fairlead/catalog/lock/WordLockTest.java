package dev.fairlead.catalog.lock;

import static dev.fairlead.catalog.lock.OtherThreads.now;
import static dev.fairlead.catalog.lock.OtherThreads.onOther;
import static dev.fairlead.catalog.lock.OtherThreads.soon;
import static dev.fairlead.catalog.lock.OtherThreads.until;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.catalog.lock.LockException.Reason;
import dev.fairlead.catalog.lock.WordLock.Outcome;
import java.lang.management.ManagementFactory;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class WordLockTest {
  private final WordLock lock = new WordLock();

  @Test
  void readersEnterTogether() {
    assertTrue(lock.tryRead());
    assertEquals(Outcome.ACQUIRED, onOther(() -> lock.read(soon())).join());
    assertEquals(0x20, lock.word());
    lock.releaseRead();
    lock.releaseRead();
    assertEquals(0, lock.word());
  }

  @Test
  void writerIsAlone() {
    assertTrue(lock.tryWrite());
    assertFalse(lock.tryRead());
    assertFalse(lock.tryWrite());
    assertEquals(Outcome.TIMED_OUT, onOther(() -> lock.read(now())).join());
    assertEquals(Outcome.TIMED_OUT, onOther(() -> lock.write(now())).join());
    assertEquals(0x8, lock.word(), "who timed out left no flag behind");
    lock.releaseWrite();
    assertEquals(0, lock.word());
  }

  @Test
  void timedOutWriterLeavesNoTrace() {
    assertTrue(lock.tryRead());
    assertEquals(Outcome.TIMED_OUT, onOther(() -> lock.write(now())).join());
    assertEquals(0x10, lock.word());
    lock.releaseRead();
    assertEquals(0, lock.word());
    assertTrue(lock.tryWrite());
    lock.releaseWrite();
  }

  /** The interleaving that once corrupted a word: the last reader leaves as the writer gives up. */
  @Test
  void timedOutWriterAndLastReaderLeaveZeroHoweverTheyMeet() {
    for (int round = 0; round < 5_000; round++) {
      assertTrue(lock.tryRead());
      CompletableFuture<Boolean> writer = onOther(this::writeGivingUpAtOnce);
      while ((lock.word() & LockWord.WRITER_PARKED) == 0 && !writer.isDone()) {
        Thread.yield();
      }
      lock.releaseRead();
      writer.join();
      assertEquals(0, lock.word(), "round " + round);
    }
  }

  private boolean writeGivingUpAtOnce() {
    boolean acquired = lock.write(now()) == Outcome.ACQUIRED;
    if (acquired) {
      lock.releaseWrite();
    }
    return acquired;
  }

  @Test
  void waitingWriterKeepsNewReadersOut() {
    assertTrue(lock.tryRead());
    CompletableFuture<Outcome> writer = onOther(() -> lock.write(soon()));
    until(() -> (lock.word() & LockWord.WRITER_PARKED) != 0);
    assertFalse(lock.tryRead());
    assertEquals(Outcome.TIMED_OUT, onOther(() -> lock.read(now())).join());
    lock.releaseRead();
    assertEquals(Outcome.ACQUIRED, writer.join());
    lock.releaseWrite();
    assertEquals(0, lock.word());
  }

  @Test
  void readerQueuedBehindTimedOutWriterIsWoken() {
    assertTrue(lock.tryRead());
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(300);
    CompletableFuture<Outcome> first = onOther(() -> lock.write(deadline));
    until(() -> (lock.word() & LockWord.WRITER_PARKED) != 0);
    CompletableFuture<Outcome> reader = onOther(() -> lock.read(soon()));
    until(() -> (lock.word() & LockWord.PARKED) != 0);

    assertEquals(Outcome.TIMED_OUT, first.join());
    assertEquals(Outcome.ACQUIRED, reader.join(), "while the first reader is still inside");
    lock.releaseRead();
    lock.releaseRead();
    assertEquals(0, lock.word());
  }

  /**
   * Which of the two is first is chance: they queue and wake at the same time, and a reader that
   * comes after the writer waits until the first reader has left.
   */
  @Test
  void readerAndWriterQueuedBehindTimedOutWriterAreBothWoken() {
    assertTrue(lock.tryRead());
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(300);
    CompletableFuture<Outcome> first = onOther(() -> lock.write(deadline));
    until(() -> (lock.word() & LockWord.WRITER_PARKED) != 0);
    CompletableFuture<Outcome> reader = onOther(() -> lock.read(soon()));
    CompletableFuture<Void> readerLeft = reader.thenRun(lock::releaseRead);
    until(() -> (lock.word() & LockWord.PARKED) != 0);
    CompletableFuture<Outcome> second = onOther(() -> lock.write(soon()));
    CompletableFuture<Void> secondLeft = second.thenRun(lock::releaseWrite);

    assertEquals(Outcome.TIMED_OUT, first.join());
    lock.releaseRead();
    assertEquals(Outcome.ACQUIRED, reader.join());
    assertEquals(Outcome.ACQUIRED, second.join());
    CompletableFuture.allOf(readerLeft, secondLeft).join();
    assertEquals(0, lock.word());
  }

  @Test
  void writerQueuedAloneBehindTimedOutWriterIsWoken() {
    assertTrue(lock.tryRead());
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(300);
    CompletableFuture<Outcome> first = onOther(() -> lock.write(deadline));
    until(() -> (lock.word() & LockWord.WRITER_PARKED) != 0);
    CompletableFuture<Outcome> second = onOther(() -> lock.write(soon()));
    until(() -> (lock.word() & LockWord.PARKED) != 0);

    assertEquals(Outcome.TIMED_OUT, first.join());
    until(() -> (lock.word() & LockWord.WRITER_PARKED) != 0); // the second took its place
    lock.releaseRead();
    assertEquals(Outcome.ACQUIRED, second.join());
    lock.releaseWrite();
    assertEquals(0, lock.word());
  }

  @Test
  void interruptedWritersLeaveNoTrace() {
    assertTrue(lock.tryRead());
    CompletableFuture<Thread> draining = new CompletableFuture<>();
    CompletableFuture<Outcome> first = onOther(draining, () -> lock.write(soon()));
    until(() -> (lock.word() & LockWord.WRITER_PARKED) != 0);
    CompletableFuture<Thread> queued = new CompletableFuture<>();
    CompletableFuture<Outcome> second = onOther(queued, () -> lock.write(soon()));
    until(() -> (lock.word() & LockWord.PARKED) != 0);

    queued.join().interrupt();
    assertEquals(Outcome.INTERRUPTED, second.join());
    draining.join().interrupt();
    assertEquals(Outcome.INTERRUPTED, first.join());
    assertEquals(0x10, lock.word());
    lock.releaseRead();
    assertEquals(0, lock.word());
  }

  @Test
  void releaseWithoutHoldIsLoudAndStaysLoud() {
    LockException first = assertThrows(LockException.class, lock::releaseRead);
    assertEquals(Reason.CORRUPT, first.reason());
    LockException second = assertThrows(LockException.class, () -> lock.write(soon()));
    assertEquals(Reason.CORRUPT, second.reason());
    assertTrue(second.getMessage().contains("0xfffffffffffffff0"), second.getMessage());
  }

  @Test
  void jvmFindsDeadlockedWriters() {
    WordLock other = new WordLock();
    CompletableFuture<Thread> one = new CompletableFuture<>();
    CompletableFuture<Thread> two = new CompletableFuture<>();
    CompletableFuture<Outcome> first = onOther(one, () -> takeBoth(lock, other, two));
    CompletableFuture<Outcome> second = onOther(two, () -> takeBoth(other, lock, one));
    until(() -> ManagementFactory.getThreadMXBean().findDeadlockedThreads() != null);
    assertEquals(2, ManagementFactory.getThreadMXBean().findDeadlockedThreads().length);

    one.join().interrupt();
    assertEquals(Outcome.INTERRUPTED, first.join());
    assertEquals(Outcome.ACQUIRED, second.join());
  }

  private static Outcome takeBoth(WordLock mine, WordLock theirs, CompletableFuture<Thread> them) {
    mine.write(soon());
    them.join();
    until(() -> theirs.word() != 0 || mine.word() != LockWord.WRITER);
    try {
      return theirs.write(soon());
    } finally {
      mine.releaseWrite();
    }
  }
}
