package dev.fairlead.watchdog.verdict;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.watchdog.pulse.Excuse;
import dev.fairlead.watchdog.pulse.Facts;
import dev.fairlead.watchdog.pulse.ProcessState;
import dev.fairlead.watchdog.pulse.Pulse;
import java.time.Duration;
import java.util.Random;
import java.util.Set;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;

/** What follows from the transitions of {@link Watch} over several pulses. */
final class WatchTest {
  private static final long MS = 1_000_000;
  private static final long DEADLINE = 500 * MS;
  private static final long STARTUP = 30_000 * MS;
  private static final long CLOSING = 20_000 * MS;
  private static final long START = Long.MAX_VALUE - 10_000 * MS; // the clock wraps in these tests
  private static final Facts NONE = Facts.UNKNOWN;
  private static final Limits LIMITS = Limits.of(Duration.ofNanos(DEADLINE));

  private enum Event {
    PONG((at, drift) -> new Pulse.Pong(at, drift, 1, 1)),
    STUCK((at, drift) -> new Pulse.Stuck(at, drift, "lock", "catalog")),
    SILENCE((at, drift) -> new Pulse.Silence(at, drift, 7)),
    MISSING((at, drift) -> new Pulse.Missing(at, drift, "refused"));

    private final BiFunction<Long, Long, Pulse> make;

    Event(BiFunction<Long, Long, Pulse> make) {
      this.make = make;
    }

    Pulse at(long nanos, long drift) {
      return make.apply(nanos, drift);
    }
  }

  @Test
  void longReasonIsCutBetweenWordsInTheLogOnly() {
    String stack = "a.b.C.method(C.java:1) < ".repeat(40);
    Verdict hung = new Verdict.Stuck("loops", stack, 512 * MS);
    assertTrue(hung.brief().length() <= Verdict.MAX_BRIEF);
    assertTrue(hung.brief().startsWith("stuck for 512 ms: loops a.b.C.method(C.java:1) < "));
    assertTrue(hung.brief().endsWith(" …"), hung.brief());
    assertTrue(hung.text().endsWith(stack.strip()));
    Verdict one = new Verdict.Stuck("x".repeat(400), "", 0);
    assertEquals(Verdict.MAX_BRIEF, one.brief().length());
    assertEquals("gone: exit code 1", new Verdict.Gone(1).brief());
  }

  private static Watch late(Watch healthy) {
    return healthy.after(Event.SILENCE.at(START + 1, 0), NONE);
  }

  @Test
  void partNamedStuckInTheWindowIsRememberedWhenTheRestIsSilence() {
    Watch watch =
        Watch.starting(LIMITS, START)
            .after(Event.PONG.at(START, 0), NONE)
            .after(Event.STUCK.at(START + 300 * MS, 0), NONE)
            .after(Event.SILENCE.at(START + DEADLINE, 0), NONE);
    assertEquals(new Verdict.Stuck("lock", "catalog", DEADLINE), watch.verdict());
  }

  @Test
  void nextLookComesWhenALimitEnds() {
    Duration interval = Duration.ofMillis(100);
    Watch healthy = Watch.starting(LIMITS, START).after(Event.PONG.at(START, 0), NONE);
    assertEquals(interval, healthy.pause(START, interval));
    assertEquals(Duration.ofMillis(30), healthy.pause(START + 470 * MS, interval));
    assertEquals(interval, healthy.pause(START + 500 * MS, interval));
    assertEquals(Duration.ofMillis(1), healthy.pause(START + DEADLINE - 1, interval));
    Duration rare = Duration.ofMillis(450);
    assertEquals(rare, healthy.pause(START, rare));
    assertEquals(interval, late(healthy).pause(START, rare));
    Watch starting = Watch.starting(LIMITS, START);
    assertEquals(Duration.ofMillis(5), starting.pause(START + STARTUP - 5 * MS, interval));
  }

  @Test
  void excuseBuysABoundedDelay() {
    Watch late = late(Watch.starting(LIMITS, START).after(Event.PONG.at(START, 0), NONE));
    assertEquals("late", wordAt(late, 3 * DEADLINE - 1, Excuse.STARVED));
    assertEquals("silent", wordAt(late, 3 * DEADLINE, Excuse.STARVED));
    assertEquals("late", wordAt(late, 4 * DEADLINE - 1, Excuse.PAUSED));
    assertEquals("stuck", wordAt(late, 4 * DEADLINE, Excuse.PAUSED));
    assertEquals("silent", wordAt(late, DEADLINE, Excuse.SLOW_DISK));
  }

  private static String wordAt(Watch watch, long window, Excuse excuse) {
    Facts facts = new Facts(ProcessState.ALIVE, "", Set.of(excuse), "", "");
    return watch.after(Event.SILENCE.at(START + window, 0), facts).verdict().word();
  }

  @Test
  void goodAnswerForgetsWhatWasStuckBefore() {
    Watch watch =
        Watch.starting(LIMITS, START)
            .after(Event.PONG.at(START, 0), NONE)
            .after(Event.STUCK.at(START + 300 * MS, 0), NONE)
            .after(Event.PONG.at(START + 400 * MS, 0), NONE)
            .after(Event.SILENCE.at(START + 500 * MS, 0), NONE)
            .after(Event.SILENCE.at(START + 400 * MS + DEADLINE, 0), NONE);
    assertInstanceOf(Verdict.Silent.class, watch.verdict());
  }

  /** Host pauses of any length at any time, the node never at fault: nobody is ever replaced. */
  @Test
  void pausedHostReplacesNobody() {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    long now = START;
    Watch watch = Watch.starting(LIMITS, now);
    for (int tick = 0; tick < 20_000; tick++) {
      long pause = random.nextInt(20) == 0 ? random.nextLong(101, 60_000) * MS : 0;
      now += 100 * MS + pause;
      Event event = pause > 0 ? Event.SILENCE : Event.PONG;
      watch = watch.after(event.at(now, pause), NONE);
      assertFalse(watch.verdict().replace(), "tick " + tick);
    }
  }

  /** Whatever came before, a node that goes silent is replaced one deadline after its last pong. */
  @Test
  void silentNodeIsReplacedWithinOneTickOfTheDeadline() {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    for (int history = 0; history < 1_000; history++) {
      long now = START;
      Watch watch = Watch.starting(LIMITS, now).after(Event.PONG.at(now, 0), NONE);
      for (int tick = random.nextInt(50); tick > 0; tick--) {
        now += 100 * MS;
        Event event = random.nextInt(3) == 0 ? Event.SILENCE : Event.PONG;
        watch = watch.after(event.at(now, 0), NONE);
      }
      watch = watch.verdict().replace() ? watch : watch.after(Event.PONG.at(now, 0), NONE);
      long lastGood = now;
      while (!watch.verdict().replace()) {
        now += 100 * MS;
        watch = watch.after(Event.SILENCE.at(now, 0), NONE);
      }
      assertTrue(now - lastGood <= DEADLINE + 100 * MS, "replaced after " + (now - lastGood));
    }
  }
}
