package dev.fairlead.catalog.lock;

import static dev.fairlead.catalog.lock.OtherThreads.onOther;
import static dev.fairlead.catalog.lock.OtherThreads.until;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.catalog.lock.LockException.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The books are right, whoever wrote them, and whatever became of the lock. */
@Timeout(60)
class LedgerTest {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final Duration BRIEFLY = Duration.ofMillis(20);

  private final LockRegistry registry = new LockRegistry();
  private final LabelledLock lock = registry.lock("catalog", 10);

  @AfterEach
  void close() {
    registry.close();
  }

  @Test
  void everyAcquisitionIsCountedOnceAlsoOfThreadsLongDead() throws InterruptedException {
    int threads = 1_500; // more than the table has entries
    int each = 40;
    List<Thread> started = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      Runnable work = () -> takeAllWays(each);
      started.add(i % 3 == 0 ? Thread.ofPlatform().start(work) : Thread.ofVirtual().start(work));
    }
    for (Thread thread : started) {
      thread.join();
    }
    LockStatus status = lock.status();
    assertEquals(2L * threads * each, status.reads(), "plain and upgradable");
    assertEquals(2L * threads * each, status.writes(), "writers and upgraded");
    assertEquals(0, status.timeouts());
    assertEquals("0x0000000000000000", status.word());
  }

  private void takeAllWays(int times) {
    for (int i = 0; i < times; i++) {
      lock.read("look", LIMIT, () -> 1);
      lock.write("change", LIMIT, () -> 1);
      lock.upgradable("look and change", LIMIT, inside -> inside.upgrade(LIMIT, () -> 1));
    }
  }

  @Test
  void countsNeverGoBackWhileThreadsChangeLocks() {
    LabelledLock other = registry.lock("other", 10);
    CompletableFuture<Boolean> worker =
        onOther(() -> {
          for (int i = 0; i < 50_000; i++) {
            lock.read("here", LIMIT, () -> 1);
            other.write("there", LIMIT, () -> 1);
          }
          return true;
        });
    long before = 0;
    while (!worker.isDone()) {
      long now = lock.status().reads();
      assertTrue(now >= before, now + " after " + before);
      before = now;
    }
    assertTrue(worker.join());
    assertEquals(50_000, lock.status().reads());
    assertEquals(50_000, other.status().writes());
  }

  @Test
  void probeIsCountedButIsNotTheLastWriter() {
    lock.write("install", LIMIT, () -> 1);
    assertTrue(registry.probe(LIMIT).isEmpty());
    LockStatus status = lock.status();
    assertNotNull(status.lastWriter());
    assertEquals("install", status.lastWriter().label());
    assertEquals(2, status.writes());
  }

  @Test
  void upgradableIsShownAsReaderThenAsWriterThenAsReader() {
    List<Mode> seen = new ArrayList<>();
    Runnable look = () -> seen.add(lock.status().holders().getFirst().mode());
    lock.upgradable(
        "look and change",
        LIMIT,
        inside -> {
          look.run();
          inside.upgrade(LIMIT, () -> seen.add(lock.status().holders().getFirst().mode()));
          look.run();
          return 1;
        });
    lock.writeThenRead(
        "change and look",
        LIMIT,
        () -> 1,
        one -> seen.add(lock.status().holders().getFirst().mode()));
    assertEquals(List.of(Mode.UPGRADABLE, Mode.WRITE, Mode.UPGRADABLE, Mode.READ), seen);
    assertEquals(List.of(), lock.status().holders());
  }

  @Test
  void upgradeThatTimesOutNamesTheReaderAndReadsOn() {
    CompletableFuture<Void> leave = new CompletableFuture<>();
    CompletableFuture<Integer> reader =
        onOther(() ->
            lock.read(
                "slow",
                LIMIT,
                () -> {
                  leave.join();
                  return 1;
                }));
    until(() -> !lock.status().holders().isEmpty());
    String result =
        lock.upgradable(
            "look and change",
            LIMIT,
            inside -> {
              LockException refused =
                  assertThrows(LockException.class, () -> inside.upgrade(BRIEFLY, () -> "never"));
              assertEquals(Reason.TIMED_OUT, refused.reason());
              assertTrue(refused.getMessage().contains("(\"slow\")"), refused.getMessage());
              assertEquals("2 readers, one of them upgradable", lock.status().meaning());
              assertEquals(2, lock.status().holders().size());
              leave.complete(null);
              return inside.upgrade(LIMIT, () -> "written");
            });
    assertEquals("written", result);
    reader.join();
    assertEquals(1, lock.status().timeouts());
    assertEquals("free", lock.status().meaning());
  }

  @Test
  void holdForSoLongForcesATimeOutAndGivesBack() {
    assertEquals("catalog", registry.holdFor("catalog", Duration.ofMillis(200)));
    assertThrows(LockException.class, () -> lock.read("look", Duration.ofMillis(1), () -> 1));
    assertEquals(1, lock.read("look", LIMIT, () -> 1));
    assertEquals(1, lock.status().timeouts());
    assertEquals(1, lock.status().reads(), "the one that timed out was not inside");
  }

  @Test
  void stacksShowWhereTheHolderIs() {
    registry.holdForever("catalog");
    assertTrue(lock.status().holders().getFirst().stack().isEmpty());
    String stack = String.valueOf(lock.status(true).holders().getFirst().stack());
    assertTrue(stack.contains("LockRegistry.hold"), stack);
  }

  @Test
  void corruptLockIsSeenAtOnceByEverybodyWhoLooks() {
    assertThrows(LockException.class, lock.bare()::releaseRead, "breaks the word");
    assertEquals("corrupt", lock.status().meaning());
    StuckLock stuck = registry.probe(LIMIT).orElseThrow();
    assertEquals("catalog", stuck.lock());
    assertTrue(stuck.waitsFor().contains("0xfffffffffffffff0"), stuck.waitsFor());
    assertCorrupt(() -> lock.read("look", LIMIT, () -> "never"));
    assertCorrupt(() -> lock.write("change", LIMIT, () -> "never"));
    assertCorrupt(() -> lock.upgradable("both", LIMIT, inside -> "never"));
    assertEquals(List.of(), lock.status().holders(), "nobody is left behind inside");
    assertEquals(1, registry.lock("earlier", 1).read("other", LIMIT, () -> 1), "others go on");
  }

  @Test
  void lockThatBreaksUnderItsHolderIsLoudAndLetsTheThreadGo() {
    assertCorrupt(() -> lock.writeThenRead("change", LIMIT, this::breakTheWord, one -> "never"));
    assertEquals(1, registry.lock("earlier", 1).read("other", LIMIT, () -> 1));
  }

  private String breakTheWord() {
    assertThrows(LockException.class, lock.bare()::releaseRead);
    return "broken";
  }

  private static void assertCorrupt(org.junit.jupiter.api.function.Executable body) {
    LockException found = assertThrows(LockException.class, body);
    assertEquals(Reason.CORRUPT, found.reason());
    assertTrue(found.getMessage().startsWith("lock 'catalog': lock corrupt"), found.getMessage());
  }

  @Test
  void jdkBefore25Point0Point3IsWarnedOf() {
    assertTrue(VirtualThreads.mayNeverWake(Runtime.Version.parse("25.0.2+10")));
    assertFalse(VirtualThreads.mayNeverWake(Runtime.Version.parse("25.0.3+9-LTS")));
    assertFalse(VirtualThreads.mayNeverWake(Runtime.Version.parse("26-ea")));
  }
}
