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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The upgradable reader, and the ways from one share to another. */
@Timeout(60)
class UpgradeTest {
  private static final long UPGRADABLE_ALONE = 0x14;

  private final WordLock lock = new WordLock();

  @Test
  void upgradableReaderIsBesideReadersAndKeepsWritersOut() {
    assertTrue(lock.tryUpgradable());
    assertTrue(lock.tryRead());
    assertFalse(lock.tryUpgradable());
    assertFalse(lock.tryWrite());
    assertEquals(Outcome.TIMED_OUT, onOther(() -> lock.upgradable(now())).join());
    assertEquals(Outcome.TIMED_OUT, onOther(() -> lock.write(now())).join());
    assertEquals(0x24, lock.word(), "who timed out left no flag behind");
    lock.releaseRead();
    lock.releaseUpgradable();
    assertEquals(0, lock.word());
  }

  @Test
  void upgradeWaitsForTheOtherReadersAndKeepsNewOnesOut() {
    assertTrue(lock.tryRead());
    CompletableFuture<Outcome> upgraded =
        onOther(() -> {
          assertTrue(lock.tryUpgradable());
          return lock.upgrade(soon());
        });
    until(() -> (lock.word() & LockWord.WRITER_PARKED) != 0);
    assertEquals(0x1a, lock.word());
    assertFalse(lock.tryRead());
    lock.releaseRead();
    assertEquals(Outcome.ACQUIRED, upgraded.join());
    assertEquals(LockWord.WRITER, lock.word());
    lock.releaseWrite();
    assertEquals(0, lock.word());
  }

  @Test
  void timedOutUpgradeIsUpgradableStill() {
    assertTrue(lock.tryUpgradable());
    assertTrue(lock.tryRead());
    assertEquals(Outcome.TIMED_OUT, lock.upgrade(now()));
    assertEquals(0x24, lock.word());
    lock.releaseRead();
    assertEquals(Outcome.ACQUIRED, lock.upgrade(now()), "alone now");
    lock.releaseWrite();
    assertEquals(0, lock.word());
  }

  /** The same race as a writer's, which once left 0x12: a phantom reader, no upgradable one. */
  @Test
  void timedOutUpgradeAndLastReaderLeaveTheUpgradableHoldHoweverTheyMeet() {
    WordLock hasty = new WordLock(0);
    for (int round = 0; round < 5_000; round++) {
      assertTrue(hasty.tryRead());
      CompletableFuture<Outcome> upgraded =
          onOther(() -> {
            assertTrue(hasty.tryUpgradable());
            return hasty.upgrade(now());
          });
      until(() -> (hasty.word() & LockWord.WRITER_PARKED) != 0 || upgraded.isDone());
      hasty.releaseRead();
      boolean writer = upgraded.join() == Outcome.ACQUIRED;
      assertEquals(writer ? LockWord.WRITER : UPGRADABLE_ALONE, hasty.word(), "round " + round);
      if (writer) {
        hasty.downgradeToUpgradable();
      }
      hasty.releaseUpgradable();
      assertEquals(0, hasty.word(), "round " + round);
    }
  }

  @Test
  void readerQueuedBehindTimedOutUpgradeIsWokenAndTheWriterLater() {
    assertTrue(lock.tryRead());
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(300);
    CompletableFuture<Outcome> upgraded =
        onOther(() -> {
          assertTrue(lock.tryUpgradable());
          return lock.upgrade(deadline);
        });
    until(() -> (lock.word() & LockWord.WRITER_PARKED) != 0);
    CompletableFuture<Thread> queued = new CompletableFuture<>();
    CompletableFuture<Outcome> reader = onOther(queued, () -> lock.read(soon()));
    until(() -> queued.join().getState() == Thread.State.TIMED_WAITING);
    CompletableFuture<Outcome> writer = onOther(() -> lock.write(soon()));

    assertEquals(Outcome.TIMED_OUT, upgraded.join());
    assertEquals(Outcome.ACQUIRED, reader.join(), "beside the first reader and the upgradable one");
    lock.releaseRead();
    lock.releaseRead();
    assertFalse(writer.isDone(), "the upgradable reader is inside");
    lock.releaseUpgradable();
    assertEquals(Outcome.ACQUIRED, writer.join());
    lock.releaseWrite();
    assertEquals(0, lock.word());
  }

  @Test
  void interruptedUpgradeIsUpgradableStill() {
    assertTrue(lock.tryRead());
    CompletableFuture<Thread> upgrader = new CompletableFuture<>();
    CompletableFuture<Outcome> upgraded =
        onOther(
            upgrader,
            () -> {
              assertTrue(lock.tryUpgradable());
              return lock.upgrade(soon());
            });
    until(() -> (lock.word() & LockWord.WRITER_PARKED) != 0);
    upgrader.join().interrupt();
    assertEquals(Outcome.INTERRUPTED, upgraded.join());
    assertEquals(0x24, lock.word());
  }

  @Test
  void downgradeLetsReadersInAndKeepsTheNextWriterOut() {
    assertTrue(lock.tryWrite());
    CompletableFuture<Outcome> reader = onOther(() -> lock.read(soon()));
    until(() -> (lock.word() & LockWord.PARKED) != 0);
    lock.downgrade();
    assertEquals(Outcome.ACQUIRED, reader.join());
    assertFalse(lock.tryWrite());
    lock.releaseRead();
    lock.releaseRead();
    assertEquals(0, lock.word());
  }

  @Test
  void upgradersQueueForEachOther() {
    assertTrue(lock.tryUpgradable());
    CompletableFuture<Outcome> second = onOther(() -> lock.upgradable(soon()));
    until(() -> (lock.word() & LockWord.PARKED) != 0);
    CompletableFuture<Outcome> third = onOther(() -> lock.upgradable(soon()));
    CompletableFuture<Void> bothLeft =
        CompletableFuture.allOf(
            second.thenRun(lock::releaseUpgradable), third.thenRun(lock::releaseUpgradable));
    assertEquals(Outcome.ACQUIRED, lock.upgrade(now()));
    lock.downgradeToUpgradable();
    lock.releaseUpgradable();
    bothLeft.join();
    assertEquals(Outcome.ACQUIRED, second.join());
    assertEquals(Outcome.ACQUIRED, third.join());
    assertEquals(0, lock.word());
  }

  @Test
  void upgradeWithoutHoldIsLoudAndChangesNothing() {
    assertTrue(lock.tryRead());
    LockException refused = assertThrows(LockException.class, () -> lock.upgrade(soon()));
    assertEquals(Reason.CORRUPT, refused.reason());
    assertThrows(LockException.class, lock::releaseUpgradable);
    assertThrows(LockException.class, lock::releaseWrite);
    assertEquals(0x10, lock.word());
  }
}
