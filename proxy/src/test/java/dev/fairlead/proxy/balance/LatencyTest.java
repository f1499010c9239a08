package dev.fairlead.proxy.balance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.catalog.model.InFlight;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How the average of answers moves with answers and with time. */
final class LatencyTest {
  private static final long MS = TimeUnit.MILLISECONDS.toNanos(1);
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
  private static final double TOLERANCE = 0.01;

  /** Everything holds wherever the clock is: nanoTime starts anywhere, below zero too. */
  @ParameterizedTest
  @ValueSource(longs = {0, 1_000_000_000_000L, -5_000_000_000L, Long.MAX_VALUE - 10 * 1_000_000})
  void aPeakCountsAtOnceAndFadesWithTime(long start) {
    long word = Latency.after(0, 10 * MS, start);
    assertNear(10, word, start);
    word = Latency.after(word, 100 * MS, start + MS);
    assertNear(100, word, start + MS);
    long later = start + MS + 10 * SECOND;
    word = Latency.after(word, 10 * MS, later);
    assertNear(10 + 90 / Math.E, word, later);
  }

  @Test
  void whoLooksLaterSeesItFallUntilNothingIsLeftOfIt() {
    long word = Latency.after(0, 100 * MS, 0);
    assertNear(100 / Math.E, word, 10 * SECOND);
    assertNear(100 / Math.E / Math.E, word, 20 * SECOND);
    assertEquals(1_000, Latency.nanos(word, 3_600 * SECOND), "never nothing: load must count");
  }

  @Test
  void manyFasterAnswersWithinATickAreOneAnswer() {
    long word = Latency.after(0, 100 * MS, 0);
    assertEquals(word, Latency.after(word, MS, 1_000));
    for (int i = 1; i <= 10_000; i++) {
      word = Latency.after(word, 10 * MS, i * MS);
    }
    assertNear(10 + 90 / Math.E, word, 10 * SECOND);
  }

  @Test
  void oneThatWasNeverMeasuredIsNotKnown() {
    assertFalse(Latency.known(0));
    assertTrue(Latency.known(Latency.after(0, 0, 0)));
    assertTrue(Latency.known(Latency.after(0, -5, 0)), "clocks of two threads may differ");
  }

  @Test
  void aMeasurementOfALaterClockIsFromNowAndAnAncientOneCountsForNothing() {
    long word = Latency.after(0, 100 * MS, 10 * SECOND);
    assertNear(100, word, 9 * SECOND);
    assertEquals(1_000, Latency.nanos(word, TimeUnit.DAYS.toNanos(40)));
  }

  @Test
  void waitingInVainSaysOnlyThatItIsNotFaster() {
    InFlight load = new InFlight();
    Latency.took(load, 50 * MS, 0);
    long word = load.latency();
    Latency.tookAtLeast(load, 10 * MS, SECOND);
    assertEquals(word, load.latency());
    Latency.tookAtLeast(load, 80 * MS, SECOND);
    assertNear(80, load.latency(), SECOND);
  }

  /** Each thread measures ever slower answers: the slowest of all must be what is left. */
  @Test
  void noPeakIsLostBetweenThreads() throws InterruptedException {
    InFlight load = new InFlight();
    Thread[] threads = new Thread[4];
    for (int t = 0; t < threads.length; t++) {
      int first = t;
      threads[t] =
          Thread.ofPlatform()
              .start(() -> {
                for (int i = first; i < 40_000; i += threads.length) {
                  Latency.took(load, MS + i, 0);
                }
              });
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertEquals(MS + 39_999, Latency.nanos(load.latency(), 0), 1);
  }

  private static void assertNear(double millis, long word, long now) {
    double is = Latency.nanos(word, now) / MS;
    assertEquals(millis, is, millis * TOLERANCE);
  }
}
