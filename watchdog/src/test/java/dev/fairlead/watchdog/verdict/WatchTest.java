package dev.fairlead.watchdog.verdict;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.watchdog.proc.ProcessState;
import dev.fairlead.watchdog.pulse.Excuse;
import dev.fairlead.watchdog.pulse.Facts;
import dev.fairlead.watchdog.pulse.Pulse;
import java.time.Duration;
import java.util.EnumSet;
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

  private static Random seeded() {
    long seed = Long.getLong("seed", System.nanoTime());
    System.out.println("seed " + seed + " (replay with -Dseed=…)");
    return new Random(seed);
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
    assertEquals(Duration.ofMillis(1), healthy.pause(START + 500 * MS, interval));
    Watch over = late(healthy).after(Event.SILENCE.at(START + 500 * MS, 0), excused(Excuse.PAUSED));
    assertEquals(interval, over.pause(START + 500 * MS, interval));
    assertEquals(Duration.ofMillis(1), healthy.pause(START + DEADLINE - 1, interval));
    Duration rare = Duration.ofMillis(450);
    assertEquals(rare, healthy.pause(START, rare));
    assertEquals(interval, late(healthy).pause(START, rare));
    assertEquals(Duration.ofMillis(20), late(healthy).pause(START + 230 * MS, interval));
    Watch starting = Watch.starting(LIMITS, START);
    assertEquals(Duration.ofMillis(5), starting.pause(START + STARTUP - 5 * MS, interval));
  }

  @Test
  void doubtBeginsWhenHalfOfThePatienceIsOver() {
    Watch healthy = Watch.starting(LIMITS, START).after(Event.PONG.at(START, 0), NONE);
    Watch late = late(healthy);
    assertFalse(doubtfulAt(healthy, DEADLINE - 1, NONE, Event.PONG));
    assertFalse(doubtfulAt(late, DEADLINE / 2 - 1, NONE, Event.SILENCE));
    assertTrue(doubtfulAt(late, DEADLINE / 2, NONE, Event.SILENCE));
    assertFalse(doubtfulAt(late, DEADLINE, excused(Excuse.STARVED), Event.SILENCE));
    assertTrue(doubtfulAt(late, 3 * DEADLINE / 2, excused(Excuse.STARVED), Event.SILENCE));
    assertFalse(doubtfulAt(late, DEADLINE, excused(Excuse.PAUSED), Event.SILENCE));
    assertFalse(doubtfulAt(late, DEADLINE, NONE, Event.SILENCE)); // it is a verdict by then
    Watch starting = Watch.starting(LIMITS, START);
    assertFalse(doubtfulAt(starting, STARTUP - 1, NONE, Event.SILENCE));
  }

  private static boolean doubtfulAt(Watch watch, long window, Facts facts, Event event) {
    Pulse pulse = event.at(START + window, 0);
    return watch.after(pulse, facts).doubtful(pulse, facts);
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
    return watch.after(Event.SILENCE.at(START + window, 0), excused(excuse)).verdict().word();
  }

  private static Facts excused(Excuse excuse) {
    return new Facts(ProcessState.ALIVE, "", Set.of(excuse), "", "");
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

  /**
   * Whatever is known, and however often the watchdog itself is held up: a node that never answers
   * again is replaced once it was quiet, with the watchdog on time, for the longest patience.
   */
  @Test
  void nodeThatNeverAnswersAgainIsReplacedWhateverIsKnown() {
    Random random = seeded();
    for (int history = 0; history < 2_000; history++) {
      boolean patient = random.nextBoolean();
      long most = patient ? CLOSING : 4 * DEADLINE;
      Watch watch = late(Watch.starting(LIMITS, START).after(Event.PONG.at(START, 0), NONE));
      long now = START;
      long quiet = 0;
      boolean late = false;
      while (quiet < most || late) {
        long step = random.nextLong(1, 150) * MS;
        late = random.nextInt(3) == 0;
        long drift = late ? random.nextLong(101, 5_000) * MS : random.nextLong(0, 100) * MS;
        now += step + drift;
        quiet += step;
        Event event = Event.values()[1 + random.nextInt(patient ? 3 : 2)];
        watch = watch.after(event.at(now, drift), anyFacts(random, patient));
        if (watch.verdict().replace()) {
          assertFalse(late, "judged although the watchdog was held up");
          break;
        }
      }
      assertTrue(watch.verdict().replace(), "quiet for too long");
    }
  }

  private static Facts anyFacts(Random random, boolean patient) {
    Set<Excuse> excuses = EnumSet.noneOf(Excuse.class);
    for (Excuse excuse : Excuse.values()) {
      if (random.nextBoolean() && (patient || excuse != Excuse.SLOW_DISK)) {
        excuses.add(excuse);
      }
    }
    ProcessState state = random.nextBoolean() ? ProcessState.ALIVE : ProcessState.STOPPED;
    return new Facts(state, "", excuses, patient ? "leaving" : "serving", "");
  }

  /** A start that moves is given more time, but not for ever; one that sits is not. */
  @Test
  void startThatMovesIsGivenMoreTimeWithinABound() {
    Watch sits = Watch.starting(LIMITS, START).after(Event.SILENCE.at(START, 0), phase("replica"));
    assertEquals("starting", at(sits, START + STARTUP - 1, "replica").verdict().word());
    Verdict over = at(sits, START + STARTUP, "replica").verdict();
    assertEquals(
        "silent for 30000 ms: silence, ping sent 0 ms ago; its start is at replica", over.text());
    Watch moves = sits;
    long now = START;
    for (int step = 0; !moves.verdict().replace(); step++) {
      now += STARTUP / 2;
      moves = at(moves, now, "phase " + step);
    }
    assertEquals(START + 4 * STARTUP, now);
  }

  private static Watch at(Watch watch, long now, String phase) {
    return watch.after(Event.SILENCE.at(now, 0), phase(phase));
  }

  private static Facts phase(String phase) {
    return new Facts(ProcessState.ALIVE, "", Set.of(), phase, "");
  }

  /** Somebody may take as long as they like; then the node has a deadline to answer. */
  @Test
  void debuggedNodeIsLeftAloneAndThenGivenADeadline() {
    Facts gdb = new Facts(ProcessState.STOPPED, "process 7 traces it", Set.of(), "", "");
    Watch watch = Watch.starting(LIMITS, START).after(Event.PONG.at(START, 0), NONE);
    long now = START;
    for (int tick = 0; tick < 1_000; tick++) {
      now += 100 * MS;
      watch = watch.after(Event.SILENCE.at(now, 0), gdb);
      assertEquals("debugged", watch.verdict().word());
    }
    assertTrue(watch.verdict().text().contains("process 7 traces it"));
    long end = now;
    while (!watch.verdict().replace()) {
      now += 100 * MS;
      watch = watch.after(Event.SILENCE.at(now, 0), NONE);
    }
    assertEquals(end + DEADLINE, now);
  }

  /** The worst answer of the last minutes makes the deadline longer, up to three times. */
  @Test
  void deadlineFollowsTheNodesOwnSlowAnswersAndForgetsThem() {
    Watch watch = Watch.starting(LIMITS, START).after(Event.PONG.at(START, 0), NONE);
    long minute = 60_000 * MS;
    assertEquals(500, watch.deadline(START).toMillis());
    watch = answered(watch, START + 200 * MS, 200);
    assertEquals(500, watch.deadline(START + 200 * MS).toMillis());
    watch = answered(watch, START + 1_000 * MS, 400);
    assertEquals(800, watch.deadline(START + 1_000 * MS).toMillis());
    assertEquals(500, watch.deadline(START + 1_000 * MS + minute).toMillis());
    watch = answered(watch, START + 10_000 * MS, 9_000);
    long now = START + 10_000 * MS;
    assertEquals(1_500, watch.deadline(now).toMillis());
    assertEquals(750, watch.deadline(now + minute).toMillis());
    assertEquals(500, watch.deadline(now + 2 * minute).toMillis());
  }

  /** The host's pauses are not its own answers: they leave the deadline as it is. */
  @Test
  void answerDelayedByAPausedHostIsNotTheNodesOwn() {
    Watch watch = Watch.starting(LIMITS, START).after(Event.PONG.at(START, 0), NONE);
    watch = watch.after(Event.SILENCE.at(START + 5_000 * MS, 4_900 * MS), NONE);
    watch = answered(watch, START + 5_010 * MS, 4_950);
    assertEquals(500, watch.deadline(START + 5_010 * MS).toMillis());
  }

  private static Watch answered(Watch watch, long now, long tookMillis) {
    return watch.after(new Pulse.Pong(now, 0, 1, tookMillis * MS), NONE);
  }

  /** Host pauses of any length at any time, the node never at fault: nobody is ever replaced. */
  @Test
  void pausedHostReplacesNobody() {
    Random random = seeded();
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
    Random random = seeded();
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
