package dev.fairlead.proxy.balance;

import static dev.fairlead.proxy.balance.Crowd.SECOND;
import static dev.fairlead.proxy.balance.Standing.EJECTED;
import static dev.fairlead.proxy.balance.Standing.SERVING;
import static dev.fairlead.proxy.balance.Standing.TRIAL;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.catalog.model.Ejection;
import dev.fairlead.catalog.model.Ejection.Counts;
import dev.fairlead.catalog.model.InFlight;
import dev.fairlead.proxy.balance.Standing.Event;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** When an instance is ejected, for how long, and how it comes back; by a clock of the test. */
final class TrackRecordTest {
  private static final long SEED = Long.getLong("seed", 20_261_122L);
  private static final Ejection RULES = Ejection.DEFAULT;

  /** What ejects by rate only. */
  private static final Ejection BY_RATE =
      new Ejection(
          0,
          80,
          Duration.ofSeconds(10),
          Duration.ofSeconds(30),
          Duration.ofSeconds(300),
          50,
          Counts.GATEWAY);

  private long word;
  private long now = -3 * SECOND;

  private void fail(int times) {
    for (int i = 0; i < times; i++) {
      word = TrackRecord.after(word, true, now, RULES);
    }
  }

  private void succeed() {
    word = TrackRecord.after(word, false, now, RULES);
  }

  private Standing standing() {
    return TrackRecord.standing(word, now);
  }

  /** Passes the time of an ejection, up to two ticks more. */
  private void serveOut(int seconds) {
    now += seconds * SECOND - 1;
    assertEquals(EJECTED, standing(), "not a moment less than " + seconds + " s");
    now += SECOND / 2;
    assertEquals(TRIAL, standing());
  }

  @Test
  void everyStandingAndEventIsAsTheTableSays() {
    Map<Standing, String> table = new EnumMap<>(Standing.class);
    table.put(SERVING, "SERVING SERVING EJECTED SERVING");
    table.put(EJECTED, "EJECTED EJECTED EJECTED TRIAL");
    table.put(TRIAL, "SERVING EJECTED EJECTED TRIAL");
    for (Standing before : Standing.values()) {
      String[] after = table.get(before).split(" ");
      for (Event event : Event.values()) {
        assertEquals(after[event.ordinal()], before.after(event).name(), before + " " + event);
      }
    }
  }

  @Test
  void nothingIsWrittenAsLongAsNothingFails() {
    for (int i = 0; i < 100; i++) {
      succeed();
    }
    assertEquals(0, word);
  }

  @Test
  void fiveFailuresInARowEjectAndASuccessBetweenThemDoesNot() {
    fail(4);
    succeed();
    fail(4);
    assertEquals(SERVING, standing());
    fail(1);
    assertEquals(EJECTED, standing());
    assertEquals(5, TrackRecord.row(word));
  }

  @Test
  void failuresFarApartAreInARowToo() {
    for (int i = 0; i < 5; i++) {
      assertEquals(SERVING, standing());
      fail(1);
      now += 60 * SECOND;
    }
    now -= 60 * SECOND;
    assertEquals(EJECTED, standing());
  }

  @Test
  void eachEjectionLastsLongerUpToTheGreatest() {
    fail(5);
    for (int times = 1; times <= 20; times++) {
      assertEquals(Math.min(times, 15), TrackRecord.times(word));
      serveOut(Math.min(30 * times, 300));
      fail(1);
    }
  }

  @Test
  void aSuccessOnTrialLetsItServeButIsNotForgivenYet() {
    fail(5);
    serveOut(30);
    succeed();
    assertEquals(SERVING, standing());
    fail(4);
    assertEquals(SERVING, standing(), "the count began anew");
    fail(1);
    serveOut(60);
  }

  @Test
  void allIsForgivenAfterALongTimeWithoutFailure() {
    fail(5);
    serveOut(30);
    succeed();
    now += 301 * SECOND;
    fail(5);
    serveOut(30);
  }

  @Test
  void whatEndsWhileEjectedChangesNothing() {
    fail(5);
    long ejected = word;
    now += SECOND;
    succeed();
    fail(50);
    assertEquals(ejected, word);
  }

  @Test
  void tooLowARateOfSuccessEjectsOnceEnoughHasEnded() {
    int ends = 0;
    while (!TrackRecord.ejected(word, now)) {
      word = TrackRecord.after(word, ends++ % 4 == 0, now, BY_RATE);
      now += SECOND / 10;
    }
    assertEquals(21, ends, "a quarter failed, a fifth may, and 20 are enough to say so");
  }

  @Test
  void aRateThatIsGoodEnoughDoesNotEjectHoweverLong() {
    for (int i = 0; i < 100_000; i++) {
      word = TrackRecord.after(word, i % 6 == 0, now, BY_RATE);
      now += SECOND / 1_000;
      assertFalse(TrackRecord.ejected(word, now));
    }
  }

  @Test
  void theRateCountsWithinTheWindowOnly() {
    for (int window = 0; window < 20; window++) {
      for (int i = 0; i < 15; i++) {
        word = TrackRecord.after(word, true, now, BY_RATE);
      }
      assertFalse(TrackRecord.ejected(word, now), "15 ends are too few in window " + window);
      now += 11 * SECOND;
    }
  }

  @Test
  void whoNeverEjectsForgetsWhatWasWritten() {
    fail(5);
    assertEquals(0, TrackRecord.after(word, true, now, Ejection.NEVER));
  }

  /** Whatever happens: only failures eject, and for no longer than allowed. */
  @Test
  void anyHistoryEjectsForFailuresOnlyAndEndsInTime() {
    System.out.println("seed " + SEED + " (-Dseed=...)");
    SplittableRandom random = new SplittableRandom(SEED);
    for (int i = 0; i < 300_000; i++) {
      boolean failed = random.nextInt(3) == 0;
      long before = word;
      word = TrackRecord.after(word, failed, now, random.nextBoolean() ? RULES : BY_RATE);
      if (!TrackRecord.ejected(before, now) && TrackRecord.ejected(word, now)) {
        assertTrue(failed);
        assertFalse(TrackRecord.ejected(word, now + 301 * SECOND));
        assertTrue(TrackRecord.nanosLeft(word, now) >= 30 * SECOND);
      }
      now += (long) (random.nextDouble() * random.nextDouble() * 20 * SECOND);
    }
  }

  @Test
  void oneOfManyThreadsEjectsAndNoFailureIsLost() throws InterruptedException {
    for (int round = 0; round < 200; round++) {
      InFlight load = new InFlight();
      int[] ejections = new int[5];
      Thread[] threads = new Thread[ejections.length];
      for (int t = 0; t < threads.length; t++) {
        int mine = t;
        threads[t] =
            Thread.ofPlatform()
                .start(() -> ejections[mine] = TrackRecord.ended(load, true, 0, RULES) ? 1 : 0);
      }
      int sum = 0;
      for (int t = 0; t < threads.length; t++) {
        threads[t].join();
        sum += ejections[t];
      }
      assertEquals(1, sum);
    }
  }
}
