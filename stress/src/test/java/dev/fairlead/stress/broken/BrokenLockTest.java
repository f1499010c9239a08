package dev.fairlead.stress.broken;

import static dev.fairlead.catalog.lock.LockWord.PARKED;
import static dev.fairlead.catalog.lock.LockWord.has;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.Thread.State;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Both faults, made to happen: the last reader leaves exactly in the window. */
final class BrokenLockTest {
  private static final long PATIENCE_SECONDS = 60;

  private final List<String> words = new ArrayList<>();
  private BrokenLock lock = new BrokenLock(Set.of());

  @Test
  void aWriterWhoseTimeRunsOutWhileTheLastReaderLeavesCorruptsTheWord() {
    lock = new BrokenLock(EnumSet.of(Fault.SUBTRACTED_FLAG), this::lastReaderLeaves);
    assertTrue(lock.read(now()));
    assertFalse(lock.write(now()));
    assertEquals(List.of("0x1a", "0x8"), words);
    assertEquals(0xFFFF_FFFF_FFFF_FFFEL, lock.word());
    assertFalse(lock.tryRead());
    assertFalse(lock.tryWrite());
  }

  @Test
  void withSomebodyQueuedTheWordIsAllOnes() {
    CompletableFuture<Boolean> queued = new CompletableFuture<>();
    lock =
        new BrokenLock(
            EnumSet.of(Fault.SUBTRACTED_FLAG),
            () -> {
              queueReader(queued);
              lastReaderLeaves();
            });
    assertTrue(lock.read(now()));
    assertFalse(lock.write(now()));
    assertEquals(List.of("0x1b", "0x9"), words);
    // The useless wake-up clears the lowest bit until the woken reader sets it again.
    assertEquals(0xFFFF_FFFF_FFFF_FFFFL, lock.word() | PARKED);
    assertFalse(queued.isDone(), "nobody ever gets in again");
  }

  @Test
  void anUpgraderWhoseTimeRunsOutLeavesAPhantomReader() {
    lock = new BrokenLock(EnumSet.of(Fault.SUBTRACTED_FLAG), this::lastReaderLeaves);
    assertTrue(lock.upgradable(now()));
    assertTrue(lock.read(now()));
    assertFalse(lock.upgrade(now()));
    assertEquals(List.of("0x1a", "0x8"), words);
    assertEquals(0x12, lock.word());
    lock.releaseUpgradable();
    assertEquals(0xFFFF_FFFF_FFFF_FFFEL, lock.word());
  }

  @Test
  void aWriterBehindAWriterWhoseTimeRunsOutIsNeverWoken() throws Exception {
    assertEquals(PARKED, wordAfterAWriterQueuedBehindOneThatGaveUp(Fault.SKIPPED_WRITER));
  }

  @Test
  void withoutFaultsNothingIsLeftBehind() throws Exception {
    lock = new BrokenLock(Set.of(), this::lastReaderLeaves);
    assertTrue(lock.read(now()));
    assertFalse(lock.write(now()));
    assertEquals(List.of("0x18", "0x8"), words);
    assertEquals(0, lock.word());
    assertEquals(0, wordAfterAWriterQueuedBehindOneThatGaveUp());
  }

  /**
   * A reader inside, a writer draining, a second writer queued; the first gives up, then all go.
   */
  private long wordAfterAWriterQueuedBehindOneThatGaveUp(Fault... faults) throws Exception {
    Set<Fault> set = EnumSet.noneOf(Fault.class);
    set.addAll(List.of(faults));
    CompletableFuture<Boolean> second = new CompletableFuture<>();
    lock = new BrokenLock(set, () -> queueWriter(second));
    assertTrue(lock.read(now()));
    assertFalse(lock.write(now()));
    lock.releaseRead();
    if (set.isEmpty()) {
      assertTrue(second.get(PATIENCE_SECONDS, TimeUnit.SECONDS));
    } else {
      assertFalse(second.isDone(), "nobody is inside, and yet it waits");
    }
    return lock.word();
  }

  private void lastReaderLeaves() {
    words.add("0x" + Long.toHexString(lock.word()));
    lock.releaseRead();
    words.add("0x" + Long.toHexString(lock.word()));
  }

  private void queueReader(CompletableFuture<Boolean> result) {
    queue(() -> result.complete(lock.read(later())));
  }

  private void queueWriter(CompletableFuture<Boolean> result) {
    queue(() -> {
      boolean in = lock.write(later());
      if (in) {
        lock.releaseWrite();
      }
      result.complete(in);
    });
  }

  /** Starts a thread and waits until it sleeps in the queue. */
  private void queue(Runnable body) {
    Thread thread = Thread.ofPlatform().daemon().start(body);
    while (!has(lock.word(), PARKED) || thread.getState() != State.TIMED_WAITING) {
      Thread.onSpinWait();
    }
  }

  private static long later() {
    return now() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
  }

  private static long now() {
    return System.nanoTime();
  }
}
