package dev.fairlead.catalog.lock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.catalog.lock.LockException.Reason;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class LabelledLockTest {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final Duration BRIEFLY = Duration.ofMillis(20);

  private final LockRegistry registry = new LockRegistry();
  private final LabelledLock lock = registry.lock("catalog", 10);

  @AfterEach
  void close() {
    registry.close();
  }

  @ParameterizedTest
  @CsvSource({"READ,READ", "READ,WRITE", "WRITE,READ", "WRITE,WRITE"})
  void nestedAcquisitionIsRefusedAndChangesNothing(Mode outer, Mode inner) {
    LockException refused =
        assertThrows(
            LockException.class, () -> take(lock, outer, () -> take(lock, inner, () -> "never")));
    assertEquals(Reason.NESTED, refused.reason());
    assertTrue(refused.getMessage().contains("holds it already: 'catalog'"), refused.getMessage());
    assertEquals("free", lock.status().meaning());
    assertTrue(lock.status().holders().isEmpty());
  }

  @Test
  void ranksAscend() {
    LabelledLock later = registry.lock("image", 20);
    assertEquals("both", take(lock, Mode.WRITE, () -> take(later, Mode.WRITE, () -> "both")));
    LockException refused =
        assertThrows(
            LockException.class,
            () -> take(later, Mode.READ, () -> take(lock, Mode.READ, () -> "never")));
    assertEquals(Reason.OUT_OF_RANK, refused.reason());
  }

  @Test
  void exceptionInTheBodyGivesTheLockBack() {
    assertThrows(
        ArithmeticException.class,
        () ->
            take(
                lock,
                Mode.WRITE,
                () -> {
                  throw new ArithmeticException();
                }));
    assertEquals("0x0000000000000000", lock.status().word());
  }

  @Test
  void timeOutNamesWhoIsInside() {
    assertEquals("catalog", registry.holdForever(""));
    LockException refused =
        assertThrows(LockException.class, () -> lock.read("install", BRIEFLY, () -> "never"));
    assertEquals(Reason.TIMED_OUT, refused.reason());
    assertTrue(
        refused.getMessage().contains("written by debug-hang-lock (\"debug hang lock\") since"),
        refused.getMessage());
    assertEquals(1, lock.status().timeouts());
    assertEquals(1, lock.status().waited().count());
  }

  @Test
  void probeFindsTheLockThatHangsAndNothingElse() {
    assertEquals(Optional.empty(), registry.probe(LIMIT));
    registry.lock("image", 20);
    registry.holdForever("image");
    StuckLock stuck = registry.probe(BRIEFLY).orElseThrow();
    assertEquals("image", stuck.lock());
    assertTrue(stuck.waitsFor().contains("debug-hang-lock"), stuck.waitsFor());
    assertThrows(IllegalArgumentException.class, () -> registry.holdForever("nonsense"));
  }

  @Test
  void corruptedLockLetsNobodyInAndSaysSo() {
    assertEquals("catalog", registry.corrupt(""));
    assertEquals("0xffffffffffffffff", lock.status().word());
    assertEquals("corrupt", lock.status().meaning());
    assertTrue(registry.probe(LIMIT).orElseThrow().waitsFor().contains("corrupt"));
    assertThrows(LockException.class, () -> lock.write("install", LIMIT, () -> "never"));
    assertThrows(IllegalArgumentException.class, () -> registry.corrupt("nonsense"));
  }

  @Test
  void statusShowsHoldersWaitersAndLastWriter() throws InterruptedException {
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch leave = new CountDownLatch(1);
    Thread reader =
        Thread.ofPlatform()
            .name("the-reader")
            .start(() ->
                lock.read(
                    "look",
                    LIMIT,
                    () -> {
                      inside.countDown();
                      return await(leave);
                    }));
    assertTrue(await(inside));
    Thread writer =
        Thread.ofPlatform().name("the-writer").start(() -> lock.write("change", LIMIT, () -> 1));
    while (lock.status().waiters().isEmpty()) {
      Thread.onSpinWait();
    }
    LockStatus during = lock.status();
    assertEquals("the-reader", during.holders().getFirst().thread());
    assertEquals("look", during.holders().getFirst().label());
    assertEquals("the-writer", during.waiters().getFirst().thread());
    assertEquals(Mode.WRITE, during.waiters().getFirst().mode());

    leave.countDown();
    reader.join();
    writer.join();
    LockStatus after = lock.status();
    assertNotNull(after.lastWriter());
    assertEquals("change", after.lastWriter().label());
    assertEquals("0x0000000000000000", after.word());
    assertEquals(1, after.reads());
    assertEquals(1, after.writes());
  }

  @Test
  void interruptIsReportedAndKept() {
    registry.holdForever("catalog");
    Thread.currentThread().interrupt();
    LockException refused =
        assertThrows(LockException.class, () -> lock.write("install", LIMIT, () -> "never"));
    assertEquals(Reason.INTERRUPTED, refused.reason());
    assertTrue(Thread.interrupted(), "the flag is set again");
  }

  private static <T> T take(LabelledLock lock, Mode mode, Supplier<T> body) {
    return mode == Mode.READ ? lock.read("test", LIMIT, body) : lock.write("test", LIMIT, body);
  }

  private static boolean await(CountDownLatch latch) {
    try {
      latch.await();
      return true;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
