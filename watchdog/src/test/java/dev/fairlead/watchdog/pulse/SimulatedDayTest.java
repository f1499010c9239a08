package dev.fairlead.watchdog.pulse;

import static dev.fairlead.watchdog.pulse.SimulatedHost.MS;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.watchdog.pulse.SimulatedHost.Kind;
import dev.fairlead.watchdog.pulse.SimulatedWatch.Hang;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Whole days of bad luck, in milliseconds of real time: what is no fault of the node's costs it
 * nothing, and what is one is found in time.
 */
final class SimulatedDayTest {
  private static final long DAY = 24 * 3_600_000 * MS;
  private static final long DEADLINE = SimulatedWatch.DEADLINE.toNanos();
  private static final long INTERVAL = SimulatedWatch.INTERVAL.toNanos();
  private static final int HANGS = 3_000;

  /** Collections, starvation, host pauses, load, slow disks, debuggers: nobody is replaced. */
  @Test
  void badDayRestartsNobody() {
    long seed = seed();
    Random random = new Random(seed);
    SimulatedHost host = SimulatedHost.random(random, List.of(Kind.values()), DAY);
    SimulatedWatch day = new SimulatedWatch(host, random, Hang.SILENT, Long.MAX_VALUE);
    while (day.now() < DAY) {
      day.tick();
      assertFalse(
          day.watch().verdict().replace(),
          () -> "seed " + seed + ": " + day.watch() + " at " + day.now() / MS + " ms");
    }
    System.out.println(day.pulses() + " pulses, no restart");
  }

  /** The same without looking at anything but the answers: so the day is bad enough to tell. */
  @Test
  void badDayWouldRestartManyIfOnlyAnswersCounted() {
    Random random = new Random(seed());
    int restarts = 0;
    for (int hour = 0; hour < 24; hour++) {
      SimulatedHost host = SimulatedHost.random(random, List.of(Kind.values()), DAY / 24);
      SimulatedWatch watch = new SimulatedWatch(host, random, Hang.SILENT, Long.MAX_VALUE);
      watch.blindfold();
      while (watch.now() < DAY / 24 && !watch.watch().verdict().replace()) {
        watch.tick();
      }
      restarts += watch.watch().verdict().replace() ? 1 : 0;
    }
    System.out.println(restarts + " of 24 hours with a restart");
    assertTrue(restarts > 12, restarts + " of 24 hours");
  }

  /** A node that hangs on a quiet host is replaced one deadline after its last good answer. */
  @Test
  void hangOnAQuietHostIsFoundAtTheDeadline() {
    Random random = new Random(seed());
    Map<String, Integer> words = new TreeMap<>();
    for (int i = 0; i < HANGS; i++) {
      SimulatedWatch watch = hang(random, List.of(Kind.LOAD), 5_000 * MS);
      long own = watch.watch().deadline(watch.now()).toNanos();
      long took = watch.now() - watch.lastGood();
      assertTrue(took <= own + INTERVAL, "after " + took / MS + " ms of " + own / MS);
      assertTrue(took >= DEADLINE, "after " + took / MS + " ms");
      words.merge(watch.watch().verdict().word(), 1, Integer::sum);
    }
    System.out.println(words);
  }

  /** On the worst host it is found within four deadlines in which the host was not paused. */
  @Test
  void hangOnABadHostIsFoundWithinFourDeadlines() {
    Random random = new Random(seed());
    List<Kind> kinds = List.of(Kind.COLLECTION, Kind.STARVATION, Kind.PAUSE, Kind.LOAD);
    long longest = 0;
    for (int i = 0; i < HANGS; i++) {
      SimulatedHost host = SimulatedHost.random(random, kinds, 120_000 * MS);
      SimulatedWatch watch = hang(random, host, random.nextLong(60_000 * MS));
      long took = watch.now() - watch.lastGood() - host.paused(watch.lastGood(), watch.now());
      longest = Math.max(longest, took);
      assertTrue(took <= 4 * DEADLINE + 3 * INTERVAL, "after " + took / MS + " ms");
    }
    System.out.println("at most " + longest / MS + " ms");
  }

  private static SimulatedWatch hang(Random random, List<Kind> kinds, long end) {
    SimulatedHost host = SimulatedHost.random(random, kinds, end);
    return hang(random, host, random.nextLong(end));
  }

  /** Watches until the verdict. */
  private static SimulatedWatch hang(Random random, SimulatedHost host, long when) {
    Hang how = Hang.values()[random.nextInt(Hang.values().length)];
    SimulatedWatch watch = new SimulatedWatch(host, random, how, when + 1_000 * MS);
    while (!watch.watch().verdict().replace()) {
      watch.tick();
      assertTrue(watch.now() < when + DAY, () -> "never found: " + watch.watch());
    }
    return watch;
  }

  private static long seed() {
    long seed = Long.getLong("seed", System.nanoTime());
    System.out.println("seed " + seed + " (replay with -Dseed=…)");
    return seed;
  }
}
