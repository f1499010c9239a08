package dev.fairlead.watchdog.verdict;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.watchdog.pulse.Pulse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.BiFunction;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The transition table of {@link Watch}, cell by cell, and what follows from it over long
 * histories.
 */
final class WatchTest {
  private static final long MS = 1_000_000;
  private static final long DEADLINE = 500 * MS;
  private static final long STARTUP = 30_000 * MS;
  private static final long CLOSING = 20_000 * MS;
  private static final long START = Long.MAX_VALUE - 10_000 * MS; // the clock wraps in these tests
  private static final Limits LIMITS = Limits.of(Duration.ofNanos(DEADLINE));

  private enum Event {
    PONG((at, drift) -> new Pulse.Pong(at, drift, 1)),
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

  /** What the table says for a window of this length. */
  private static String expected(String state, Event event, long window, boolean drifted) {
    if (List.of("stuck", "silent", "gone").contains(state)) {
      return state;
    }
    if (event == Event.PONG) {
      return "healthy";
    }
    String waiting = state.equals("starting") ? "starting" : "late";
    long patience =
        state.equals("starting") ? STARTUP : event == Event.MISSING ? CLOSING : DEADLINE;
    if (drifted || window < patience) {
      return waiting;
    }
    return event == Event.STUCK ? "stuck" : "silent";
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

  @TestFactory
  List<DynamicTest> everyStateMeetsEveryEvent() {
    List<DynamicTest> cells = new ArrayList<>();
    for (Watch watch : states()) {
      for (Event event : Event.values()) {
        for (long window : new long[] {1, DEADLINE - 1, DEADLINE, CLOSING - 1, CLOSING, STARTUP}) {
          for (long drift : new long[] {0, 100 * MS, 100 * MS + 1}) {
            cells.add(cell(watch, event, window, drift));
          }
        }
      }
      cells.add(DynamicTest.dynamicTest(watch.verdict().word() + " exited", () -> exits(watch)));
    }
    return cells;
  }

  private static DynamicTest cell(Watch watch, Event event, long window, long drift) {
    String state = watch.verdict().word();
    String name = state + " " + event + " after " + window / MS + " ms, drift " + drift / MS;
    return DynamicTest.dynamicTest(
        name,
        () -> {
          Watch next = watch.after(event.at(watch.sinceNanos() + window, drift));
          assertEquals(expected(state, event, window, drift > 100 * MS), next.verdict().word());
          boolean restarted =
              !watch.verdict().replace() && (event == Event.PONG || drift > 100 * MS);
          assertEquals(watch.sinceNanos() + (restarted ? window : 0), next.sinceNanos());
        });
  }

  private static void exits(Watch watch) {
    Verdict next = watch.exited(9).verdict();
    if (watch.verdict().replace()) {
      assertSame(watch.verdict(), next);
    } else {
      assertEquals(new Verdict.Gone(9), next);
    }
  }

  private static List<Watch> states() {
    Watch starting = Watch.starting(LIMITS, START);
    Watch healthy = starting.after(Event.PONG.at(START, 0));
    return List.of(
        starting,
        healthy,
        healthy.after(Event.SILENCE.at(START + 1, 0)),
        healthy.after(Event.STUCK.at(START + DEADLINE, 0)),
        healthy.after(Event.SILENCE.at(START + DEADLINE, 0)),
        healthy.exited(1));
  }

  @Test
  void partNamedStuckInTheWindowIsRememberedWhenTheRestIsSilence() {
    Watch watch =
        Watch.starting(LIMITS, START)
            .after(Event.PONG.at(START, 0))
            .after(Event.STUCK.at(START + 300 * MS, 0))
            .after(Event.SILENCE.at(START + DEADLINE, 0));
    assertEquals(new Verdict.Stuck("lock", "catalog", DEADLINE), watch.verdict());
  }

  @Test
  void patienceEndsWhereSilenceWouldBeJudged() {
    Watch starting = Watch.starting(LIMITS, START);
    assertEquals(Duration.ofNanos(STARTUP - 5), starting.patience(START + 5));
    Watch healthy = starting.after(Event.PONG.at(START, 0));
    assertEquals(Duration.ofNanos(DEADLINE - 5), healthy.patience(START + 5));
    assertEquals(Duration.ofNanos(-5), healthy.patience(START + DEADLINE + 5));
  }

  @Test
  void starvedNodeGetsTheTimeItWasKeptFromTheProcessorWithinABound() {
    Watch healthy = Watch.starting(LIMITS, START).after(Event.PONG.at(START, 0));
    Pulse atDeadline = Event.SILENCE.at(START + DEADLINE, 0);
    assertEquals("late", healthy.after(atDeadline, 1).verdict().word());
    Pulse atBound = Event.SILENCE.at(START + 3 * DEADLINE, 0);
    assertEquals("silent", healthy.after(atBound, Long.MAX_VALUE).verdict().word());
    Pulse before = Event.STUCK.at(START + 3 * DEADLINE - 1, 0);
    assertEquals("late", healthy.after(before, Long.MAX_VALUE).verdict().word());
  }

  @Test
  void goodAnswerForgetsWhatWasStuckBefore() {
    Watch watch =
        Watch.starting(LIMITS, START)
            .after(Event.PONG.at(START, 0))
            .after(Event.STUCK.at(START + 300 * MS, 0))
            .after(Event.PONG.at(START + 400 * MS, 0))
            .after(Event.SILENCE.at(START + 400 * MS + DEADLINE, 0));
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
      watch = watch.after(event.at(now, pause));
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
      Watch watch = Watch.starting(LIMITS, now).after(Event.PONG.at(now, 0));
      for (int tick = random.nextInt(50); tick > 0; tick--) {
        now += 100 * MS;
        Event event = random.nextInt(3) == 0 ? Event.SILENCE : Event.PONG;
        watch = watch.after(event.at(now, 0));
      }
      watch = watch.verdict().replace() ? watch : watch.after(Event.PONG.at(now, 0));
      long lastGood = now;
      while (!watch.verdict().replace()) {
        now += 100 * MS;
        watch = watch.after(Event.SILENCE.at(now, 0));
      }
      assertTrue(now - lastGood <= DEADLINE + 100 * MS, "replaced after " + (now - lastGood));
    }
  }
}
