package dev.fairlead.proxy.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.catalog.lock.LockRegistry;
import dev.fairlead.gossip.FeedStatus;
import dev.fairlead.gossip.change.Scope;
import dev.fairlead.gossip.change.SiteId;
import dev.fairlead.gossip.change.Stream;
import dev.fairlead.proxy.observe.LoopMonitor;
import dev.fairlead.proxy.observe.Traffic;
import dev.fairlead.watchdog.ledger.Head;
import dev.fairlead.watchdog.ledger.LedgerPage;
import dev.fairlead.watchdog.ledger.LockState;
import dev.fairlead.watchdog.ledger.LoopState;
import dev.fairlead.watchdog.ledger.NodeReader;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.EventExecutor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

final class BookkeeperTest {
  @TempDir Path folder;

  private NodeReader reader;
  private Bookkeeper bookkeeper;

  @BeforeEach
  void open() throws IOException {
    LedgerPage page = LedgerPage.create(folder.resolve("ledger"));
    reader = page.nodeReader();
    bookkeeper = Bookkeeper.open(page);
  }

  @AfterEach
  void close() {
    bookkeeper.close();
  }

  @Test
  void aLoopThatHangsStopsTickingAndItsLagGrows() throws InterruptedException {
    try (MultiThreadIoEventLoopGroup group =
            new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());
        LoopMonitor monitor = monitor(group)) {
      bookkeeper.loops(monitor);
      until(() -> reader.loops().size() == 2 && loop(0).ticks() > 0 && loop(1).ticks() > 0);
      CountDownLatch release = new CountDownLatch(1);
      group.next().execute(() -> awaitQuietly(release));
      until(() -> longestLag() > 300_000_000L);
      assertTrue(loop(0).lagNanos() < 300_000_000L || loop(1).lagNanos() < 300_000_000L);
      release.countDown();
      until(() -> longestLag() < 300_000_000L);
    }
  }

  private static LoopMonitor monitor(MultiThreadIoEventLoopGroup group) {
    List<EventLoop> loops = new ArrayList<>();
    for (EventExecutor loop : group) {
      loops.add((EventLoop) loop);
    }
    SimpleMeterRegistry meters = new SimpleMeterRegistry();
    return new LoopMonitor(loops, loop -> 7, new Traffic(meters), meters);
  }

  private LoopState loop(int index) {
    return reader.loops().get(index);
  }

  private long longestLag() {
    return Math.max(loop(0).lagNanos(), loop(1).lagNanos());
  }

  @Test
  void aLockThatIsHeldNamesItsHolderAndAFreeOneNobody() {
    try (LockRegistry registry = new LockRegistry()) {
      registry.lock("catalog", 10);
      registry.lock("other", 20);
      bookkeeper.locks(registry.all());
      until(() -> reader.locks().size() == 2);
      assertEquals(List.of(), lock("catalog").holders());
      registry.holdForever("catalog");
      until(() -> !lock("catalog").holders().isEmpty());
      LockState.Holder holder = lock("catalog").holders().getFirst();
      assertEquals("debug-hang-lock", holder.thread());
      assertEquals("debug hang lock", holder.label());
      assertEquals("write", holder.mode());
      assertEquals(0x8, lock("catalog").word());
      assertEquals(0, lock("other").word());
    }
  }

  @Test
  void aCorruptWordIsSeenAsItIs() {
    try (LockRegistry registry = new LockRegistry()) {
      registry.lock("catalog", 10);
      bookkeeper.locks(registry.all());
      registry.corrupt("catalog");
      until(() -> !reader.locks().isEmpty() && lock("catalog").word() != 0);
      assertEquals(registry.all().getFirst().word(), lock("catalog").word());
    }
  }

  private LockState lock(String name) {
    return reader.locks().stream().filter(lock -> lock.name().equals(name)).findFirst().get();
  }

  @Test
  void whatIsLoggedIsOnThePageAtOnce() {
    LoggerFactory.getLogger("dev.fairlead.Some").warn("it {}", "broke", new IOException("disk"));
    List<String> log = reader.log();
    assertTrue(log.getFirst().matches("[0-9TZ:.-]+ WARN main Some: it broke"), log.getFirst());
    assertEquals("java.io.IOException: disk", log.get(1));
  }

  @Test
  void nothingIsLoggedToAPageThatWasGivenUp() {
    bookkeeper.close();
    LoggerFactory.getLogger("dev.fairlead.Some").warn("too late");
    assertEquals(List.of(), reader.log());
  }

  @Test
  void theJvmsFiguresComeWhenTheyAreWanted() {
    until(() -> reader.vitals().beats() > 0);
    assertEquals(0, reader.vitals().heap().maxBytes());
    bookkeeper.machine();
    until(() -> reader.vitals().heap().maxBytes() > 0);
    assertTrue(reader.vitals().heap().usedBytes() > 0);
    assertTrue(reader.vitals().uptimeNanos() > 0);
    long collections = reader.vitals().collections();
    System.gc();
    until(() -> reader.vitals().collections() > collections);
  }

  @Test
  void theHeadsOfTheFeedAreNoted() {
    Stream stream = new Stream(SiteId.random(new Random(1)), Scope.WORLD);
    bookkeeper.heads(() ->
        new FeedStatus(List.of(new FeedStatus.StreamStatus(stream, "waw-1", 41, 0)), 0, -1, 0));
    until(() -> !reader.heads().isEmpty());
    assertEquals(List.of(new Head("waw-1", stream.scope().toString(), 41)), reader.heads());
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Waits for what the bookkeeper writes; fails after 20 s. */
  private static void until(BooleanSupplier condition) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() < end, "did not become true within 20 s");
      Thread.yield();
    }
  }
}
