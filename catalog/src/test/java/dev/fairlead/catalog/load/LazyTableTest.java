package dev.fairlead.catalog.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.fairlead.catalog.index.RowHash;
import dev.fairlead.catalog.index.Touched;
import dev.fairlead.catalog.lock.LockRegistry;
import dev.fairlead.gossip.replica.Replica;
import dev.fairlead.gossip.replica.ReplicaReader;
import dev.fairlead.gossip.replica.ReplicaSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Changes that meet a load at the worst moment: after its query, before it is installed. */
@Timeout(60)
class LazyTableTest {
  private static final long LIMIT_NANOS = 30_000_000_000L; // 30 s

  @TempDir Path data;
  private final Rows rows = new Rows();
  private final AtomicInteger rings = new AtomicInteger();
  private final AtomicLong nanos = new AtomicLong();
  private final LockRegistry locks = new LockRegistry();
  private Replica replica;
  private ReaderThreads readers;
  private OwnReader own;
  private LazyTable<String, String> table;

  /** Names to texts; a read stops after its query until it is let go. */
  private static final class Rows implements Source<String, String> {
    private final Map<String, String> texts = new ConcurrentHashMap<>();
    private final Semaphore queried = new Semaphore(0);
    private volatile CountDownLatch gate = new CountDownLatch(0);
    private volatile boolean broken;
    private volatile boolean fatal;

    @Override
    public String read(ReplicaReader reader, String key) {
      if (fatal) {
        throw new StackOverflowError("a test's");
      }
      if (broken) {
        throw new IllegalStateException("broken");
      }
      String text = texts.get(key);
      CountDownLatch mine = gate;
      queried.release();
      try {
        mine.await();
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
      return text;
    }

    @Override
    public String make(String read, String before) {
      return read;
    }

    @Override
    public void rows(String value, IntConsumer hashes) {
      hashes.accept(RowHash.of("row of " + value));
    }

    @Override
    public int bytes(String value) {
      return 100;
    }
  }

  @BeforeEach
  void open() {
    replica = Replica.open(new ReplicaSettings(data, "waw-1", "waw"));
    readers = new ReaderThreads(1, replica::newReader);
    own = new OwnReader(replica::newReader);
    table =
        new LazyTable<>(
            "thing", rows, bounds(), locks.lock("t", 1), readers, rings::incrementAndGet);
  }

  private Bounds bounds() {
    Ticker ticker = nanos::get;
    return new Bounds(
        10_000, Duration.ofMinutes(1), ticker, new SplittableRandom(1), Runnable::run);
  }

  @AfterEach
  void close() {
    own.close();
    readers.close();
    locks.close();
    replica.close();
  }

  @Test
  void changeOfItsKeyDuringALoadIsSeenAfterIt() {
    rows.texts.put("a", "old");
    CompletableFuture<Void> load = loadUpToItsQuery("a");
    rows.texts.put("a", "new");
    assertTrue(table.touched(key("a")).isEmpty(), "not held yet");
    finish(load);

    assertEquals("old", table.get("a"));
    awaitRing();
    table.refresh(table.takeAgain(), own);
    assertEquals("new", table.get("a"));
  }

  @Test
  void changeOfAnUnknownRowDuringALoadIsSeenAfterIt() {
    rows.texts.put("a", "old");
    CompletableFuture<Void> load = loadUpToItsQuery("a");
    rows.texts.remove("a");
    Touched touched = new Touched();
    touched.row("row of old");
    assertTrue(table.touched(touched).isEmpty());
    finish(load);

    awaitRing();
    table.refresh(table.takeAgain(), own);
    assertNull(table.get("a"), "it was deleted");
  }

  @Test
  void rowThatMovesFromAHeldKeyToOneBeingLoadedIsSeenInBoth() {
    rows.texts.put("held", "shared");
    finish(loadUpToItsQuery("held"));
    rows.texts.put("a", "old");
    CompletableFuture<Void> load = loadUpToItsQuery("a");
    rows.texts.put("a", "new");
    Touched touched = new Touched();
    touched.row("row of shared");
    touched.key("a"); // a change that moves a row says where to
    assertEquals(Map.of("held", "shared"), table.touched(touched));
    finish(load);

    awaitRing();
    table.refresh(table.takeAgain(), own);
    assertEquals("new", table.get("a"));
  }

  @Test
  void changeOfForeignRowsDuringALoadDoesNotRepeatIt() {
    rows.texts.put("a", "old");
    CompletableFuture<Void> load = loadUpToItsQuery("a");
    Touched touched = new Touched();
    touched.row("row of something else");
    assertTrue(table.touched(touched).isEmpty());
    finish(load);
    assertTrue(table.takeAgain().isEmpty());
  }

  @Test
  void loadThatMissedMoreChangesThanAnyoneRemembersIsLookedAtAgain() {
    rows.texts.put("a", "old");
    CompletableFuture<Void> load = loadUpToItsQuery("a");
    Touched touched = new Touched();
    for (int i = 0; i <= RowJournal.CAPACITY; i++) {
      touched.row("row " + i);
    }
    assertTrue(table.touched(touched).isEmpty());
    finish(load);
    awaitRing();
    assertEquals(Map.of("a", "old"), table.takeAgain());
  }

  @Test
  void valueThatIsBackUnchangedBeforeItsEvictionIsSettledStaysInTheBooks() {
    rows.texts.put("a", "same");
    table.load("a").join();
    nanos.addAndGet(Duration.ofMinutes(2).toNanos());
    table.expire();
    assertNull(table.get("a"));
    table.load("a").join();
    table.sweep(false);
    assertEquals("same", table.get("a"));
    assertEquals(Map.of("a", "same"), table.touched(key("a")), "it will be refreshed");
    rows.texts.put("a", "next");
    table.refresh(table.touched(key("a")), own);
    assertEquals("next", table.get("a"));
  }

  @Test
  void useKeepsAValueAlive() {
    rows.texts.put("used", "text");
    rows.texts.put("idle", "text");
    table.load("used").join();
    table.load("idle").join();
    for (int i = 0; i < 3; i++) {
      nanos.addAndGet(Duration.ofSeconds(40).toNanos());
      table.sweep(true);
      assertEquals("text", table.get("used"));
    }
    assertEquals("text", table.get("used"));
    assertNull(table.get("idle"));
  }

  @Test
  void loadThatEndsWithAnErrorIsOverAndTheReaderGoesOn() {
    rows.fatal = true;
    CompletionException failed =
        assertThrows(CompletionException.class, () -> table.load("a").join());
    assertTrue(failed.getCause().getMessage().contains("a test's"), failed::toString);
    rows.fatal = false;
    rows.texts.put("b", "text");
    table.load("b").join();
    assertEquals("text", table.get("b"));
  }

  @Test
  void keyThatArrivesWhileItIsFoundMissingIsNotAbsent() {
    CompletableFuture<Void> load = loadUpToItsQuery("a");
    rows.texts.put("a", "new");
    assertTrue(table.touched(key("a")).isEmpty());
    finish(load);

    assertTrue(table.isAbsent("a"), "for a moment: so it was when asked");
    awaitRing();
    table.refresh(table.takeAgain(), own);
    assertFalse(table.isAbsent("a"));
    table.load("a").join();
    assertEquals("new", table.get("a"));
  }

  @Test
  void untouchedLoadIsNotRepeated() {
    rows.texts.put("a", "old");
    CompletableFuture<Void> load = loadUpToItsQuery("a");
    assertTrue(table.touched(key("b")).isEmpty());
    finish(load);
    assertTrue(table.takeAgain().isEmpty());
    assertEquals(Map.of("a", "old"), table.touched(key("a")));
  }

  @Test
  void refreshOfAKeyThatWasLoadedAgainMeanwhileIsDropped() {
    rows.texts.put("a", "first");
    table.load("a").join();
    Map<String, String> before = table.touched(key("a"));
    table.drop("a");
    rows.texts.put("a", "second");
    table.load("a").join();
    rows.texts.put("a", "third");
    table.refresh(before, own);
    assertEquals("second", table.get("a"), "its own change will refresh it");
  }

  @Test
  void absenceIsForgottenInTime() {
    table.load("a").join();
    assertTrue(table.isAbsent("a"));
    nanos.addAndGet(Bounds.ABSENT.toNanos() + 1);
    assertFalse(table.isAbsent("a"));
  }

  @Test
  void refreshingDoesNotKeepAnIdleValueAlive() {
    rows.texts.put("a", "old");
    table.load("a").join();
    nanos.addAndGet(Duration.ofSeconds(40).toNanos());
    rows.texts.put("a", "new");
    table.refresh(table.touched(key("a")), own);
    nanos.addAndGet(Duration.ofSeconds(40).toNanos());
    table.sweep(true);
    assertNull(table.get("a"));
    assertTrue(table.snapshot().isEmpty(), "the books follow");
    assertEquals(1, table.status().evicted());
  }

  @Test
  void failureIsRememberedForAMomentAndThenForgotten() {
    rows.broken = true;
    rows.texts.put("a", "text");
    CompletableFuture<Void> load = table.load("a");
    assertThrows(CompletionException.class, load::join);
    rows.broken = false;
    assertTrue(table.load("a").isCompletedExceptionally());
    nanos.addAndGet(Bounds.FAILED_MAX_NANOS);
    table.load("a").join();
    assertEquals("text", table.get("a"));
  }

  @Test
  void failedRefreshKeepsTheValueAndIsTriedAgain() {
    rows.texts.put("a", "old");
    table.load("a").join();
    rows.texts.put("a", "new");
    rows.broken = true;
    table.refresh(table.touched(key("a")), own);
    assertEquals("old", table.get("a"));
    rows.broken = false;
    table.refresh(table.takeAgain(), own);
    assertEquals("new", table.get("a"));
  }

  @Test
  void loadThatHangsDelaysNoOther() {
    rows.texts.put("b", "text");
    try (ReaderThreads two = new ReaderThreads(2, replica::newReader)) {
      LazyTable<String, String> other =
          new LazyTable<>("thing", rows, bounds(), locks.lock("u", 2), two, rings::incrementAndGet);
      CountDownLatch stuck = new CountDownLatch(1);
      rows.gate = stuck;
      CompletableFuture<Void> slow = other.load("slow");
      rows.queried.acquireUninterruptibly();
      rows.gate = new CountDownLatch(0);
      other.load("b").join();
      assertEquals("text", other.get("b"));
      assertFalse(slow.isDone());
      stuck.countDown();
      slow.join();
    }
  }

  @Test
  void loadBeyondTheQueueIsRefusedAtOnce() {
    rows.gate = new CountDownLatch(1);
    CompletableFuture<Void> refused = null;
    for (int i = 0; i <= ReaderThreads.QUEUE + 1 && refused == null; i++) {
      CompletableFuture<Void> load = table.load("k" + i);
      refused = load.isCompletedExceptionally() ? load : null;
    }
    CompletionException failure = assertThrows(CompletionException.class, refused::join);
    assertTrue(failure.getMessage().contains("too many loads wait"), failure.getMessage());
    rows.gate.countDown();
    CompletableFuture<Void> first = table.load("k0");
    first.join();
    assertSame(null, table.get("k0"));
  }

  private CompletableFuture<Void> loadUpToItsQuery(String key) {
    rows.gate = new CountDownLatch(1);
    CompletableFuture<Void> load = table.load(key);
    rows.queried.acquireUninterruptibly();
    return load;
  }

  private void finish(CompletableFuture<Void> load) {
    rows.gate.countDown();
    load.join();
  }

  private void awaitRing() {
    long start = System.nanoTime();
    while (rings.get() == 0) {
      assertTrue(System.nanoTime() - start < LIMIT_NANOS, "the writer was not rung");
      Thread.onSpinWait();
    }
  }

  private static Touched key(String key) {
    Touched touched = new Touched();
    touched.key(key);
    return touched;
  }
}
