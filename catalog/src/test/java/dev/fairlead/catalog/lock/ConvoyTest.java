package dev.fairlead.catalog.lock;

import static dev.fairlead.catalog.lock.OtherThreads.until;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.catalog.lock.ConvoyLog.Attempt;
import dev.fairlead.catalog.lock.ConvoyLog.End;
import dev.fairlead.catalog.lock.LockStatus.Holder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A convoy by force: a slow reader inside, a writer waiting for it, readers queued behind. What the
 * lock says of it is compared with a log that the threads themselves keep.
 */
@Timeout(60)
class ConvoyTest {
  private static final Duration LIMIT = Duration.ofSeconds(50);
  private static final Duration BRIEFLY = Duration.ofMillis(30);
  private static final double HISTOGRAM_STEP = 1.02; // two digits

  private final LockRegistry registry = new LockRegistry();
  private final LabelledLock lock = registry.lock("catalog", 10);
  private final ConvoyLog log = new ConvoyLog();
  private final List<Thread> threads = new ArrayList<>();

  /** When the writer was waiting for certain; it waits at least until told that it may go on. */
  private long seenWaitingNanos;

  @BeforeEach
  void form() {
    start("slow-reader", "list services", Mode.READ, LIMIT);
    until(() -> !log.those(Attempt::isInside).isEmpty());
    start("writer", "install service", Mode.WRITE, LIMIT);
    until(() -> lock.status().waiters().size() == 1);
    seenWaitingNanos = System.nanoTime();
    for (int i = 1; i <= 3; i++) {
      start("reader-" + i, "find touched " + i, Mode.READ, LIMIT);
    }
    start("hasty-reader", "look", Mode.READ, BRIEFLY);
    start("hasty-writer", "evict", Mode.WRITE, BRIEFLY);
    until(() -> log.those(attempt -> attempt.end == End.REFUSED).size() == 2);
    until(() -> lock.status().waiters().size() == 4);
    long millis = registry.clock().millis();
    until(() -> registry.clock().millis() > millis + 2 * CoarseClock.TICK_MILLIS);
  }

  @AfterEach
  void dissolve() throws InterruptedException {
    log.those(attempt -> true).forEach(attempt -> attempt.leave.complete(null));
    for (Thread thread : threads) {
      thread.join();
    }
    registry.close();
  }

  private void start(String name, String label, Mode mode, Duration limit) {
    Thread.Builder builder = Thread.ofPlatform().name(name).daemon();
    threads.add(builder.start(() -> attempt(label, mode, limit)));
  }

  private void attempt(String label, Mode mode, Duration limit) {
    Attempt attempt = log.begins(label, mode, registry.clock());
    try {
      if (mode == Mode.READ) {
        lock.read(label, limit, () -> stay(attempt));
      } else {
        lock.write(label, limit, () -> stay(attempt));
      }
      attempt.ended(End.LEFT);
    } catch (LockException timedOut) {
      attempt.ended(End.REFUSED);
    }
  }

  private static boolean stay(Attempt attempt) {
    attempt.stay();
    return true;
  }

  @Test
  void statusNamesExactlyThoseTheLogNames() {
    LockStatus status = lock.status();
    assertEquals(names(log.those(Attempt::isInside)), shown(status.holders()));
    assertEquals(names(log.those(Attempt::waits)), shown(status.waiters()));
    assertEquals("0x000000000000001b", status.word());
    assertEquals("1 reader, writer waits for them, others queued", status.meaning());
    assertEquals(log.those(a -> a.end == End.REFUSED).size(), status.timeouts());
    assertEquals(null, status.lastWriter(), "nobody has written yet");
  }

  @Test
  void sinceAgreesWithTheLogWithinTheLagOfTheClock() {
    long before = System.nanoTime();
    long lagBefore = registry.clock().lagNanos();
    LockStatus status = lock.status();
    long after = System.nanoTime();
    for (Holder holder : status.holders()) {
      Attempt attempt = log.named(holder.thread());
      assertBetween(
          before - attempt.insideNanos - lagBefore,
          holder.since().toNanos(),
          after - attempt.beganNanos + attempt.lagAtBegin);
    }
    for (Holder waiter : status.waiters()) {
      Attempt attempt = log.named(waiter.thread());
      assertTrue(waiter.since().toNanos() <= after - attempt.beganNanos + attempt.lagAtBegin);
    }
  }

  @Test
  void countsAndTimesAgreeWithTheLogOnceItHasDissolved() throws InterruptedException {
    long told = System.nanoTime();
    dissolve();
    LockStatus status = lock.status();
    List<Attempt> left = log.those(attempt -> attempt.end == End.LEFT);
    assertEquals(left.stream().filter(a -> a.mode == Mode.READ).count(), status.reads());
    assertEquals(left.stream().filter(a -> a.mode == Mode.WRITE).count(), status.writes());
    assertEquals("free", status.meaning());
    assertEquals(List.of(), status.holders());
    assertEquals(List.of(), status.waiters());
    assertNotNull(status.lastWriter());
    assertEquals("writer", status.lastWriter().thread());
    assertEquals("install service", status.lastWriter().label());

    assertEquals(log.those(a -> true).size() - 1, status.waited().count(), "all but the first");
    long longest =
        log.those(a -> true).stream().mapToLong(Attempt::waitedAtMostNanos).max().orElseThrow();
    assertBetween(
        (long) (micros(told - seenWaitingNanos) / HISTOGRAM_STEP),
        status.waited().max(),
        (long) (micros(longest) * HISTOGRAM_STEP));
    assertTrue(status.held().count() >= 1, "the slow reader stayed for two ticks");
  }

  private static long micros(long nanos) {
    return nanos / 1_000;
  }

  private static void assertBetween(long low, long value, long high) {
    assertTrue(low <= value && value <= high, low + " <= " + value + " <= " + high);
  }

  private static Set<String> names(List<Attempt> attempts) {
    return attempts.stream()
        .map(a -> a.thread + " " + a.label + " " + a.mode)
        .collect(Collectors.toSet());
  }

  private static Set<String> shown(List<Holder> holders) {
    return holders.stream()
        .map(h -> h.thread() + " " + h.label() + " " + h.mode())
        .collect(Collectors.toSet());
  }
}
