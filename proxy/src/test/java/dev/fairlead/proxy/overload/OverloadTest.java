package dev.fairlead.proxy.overload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Steps follow pressure that lasts, one after the other, and no single moment. */
final class OverloadTest {
  private static final Duration RISE = Duration.ofSeconds(1);
  private static final Duration FALL = Duration.ofSeconds(5);
  private static final long LOOK = TimeUnit.MILLISECONDS.toNanos(100);

  private long now;

  /** The step after looks at {@code pressure} for that long, the last at its very end. */
  private Step after(Overload overload, double pressure, long nanos) {
    long end = now + nanos;
    Step step = overload.judge(pressure, now);
    while (now < end) {
      now = Math.min(end, now + LOOK);
      step = overload.judge(pressure, now);
    }
    return step;
  }

  private Overload at(Step step) {
    Overload overload = new Overload(RISE, FALL);
    while (overload.judge(1, now) != step) {
      if (step == Step.CALM) {
        return new Overload(RISE, FALL);
      }
      now += LOOK;
    }
    return overload;
  }

  @Test
  void everyStepFollowsEveryWishAsTheTableSays() {
    for (Step step : Step.values()) {
      for (Step asked : Step.values()) {
        double pressure = asked.number() / 3.0;
        Step wanted =
            asked.compareTo(step) > 0 ? step.up() : asked.compareTo(step) < 0 ? step.down() : step;
        long needed = (wanted.compareTo(step) < 0 ? FALL : RISE).toNanos();
        Overload overload = at(step);
        String what = step + " under " + pressure;
        assertEquals(step, after(overload, pressure, needed - 1), what);
        now += 1;
        assertEquals(wanted, overload.judge(pressure, now), what);
        assertEquals(wanted, overload.judge(pressure, now + RISE.toNanos() - 1), what); // no more
      }
    }
  }

  @Test
  void pressureBetweenTwoStepsTakesNeither() {
    for (Step step : List.of(Step.LAST_ANSWERS, Step.NO_NEWCOMERS, Step.SHEDDING)) {
      double begins = step.number() / 3.0;
      double between = begins - Step.SLACK + 1e-9;
      assertEquals(step, after(at(step), between, TimeUnit.HOURS.toNanos(1)));
      assertEquals(step.down(), after(at(step), between - 2e-9, FALL.toNanos()));
      Overload below = at(step.down());
      assertEquals(step.down(), after(below, begins - 1e-9, TimeUnit.HOURS.toNanos(1)));
    }
  }

  @Test
  void whatDoesNotLastAsksForNothing() {
    long seed = new SplittableRandom().nextLong();
    SplittableRandom random = new SplittableRandom(seed);
    Overload overload = new Overload(RISE, FALL);
    for (int i = 0; i < 10_000; i++) {
      long moment = random.nextLong(RISE.toNanos());
      assertEquals(Step.CALM, after(overload, random.nextDouble(1 / 3.0, 1.1), moment), "" + seed);
      assertEquals(Step.CALM, after(overload, random.nextDouble(1 / 3.0), LOOK), "seed " + seed);
    }
  }

  @Test
  void theShareThatIsShedGrowsUnderFullPressureAndShrinksWithout() {
    Overload overload = at(Step.SHEDDING);
    assertEquals(Overload.SHED_PERCENT, overload.shedPercent());
    after(overload, 1, TimeUnit.SECONDS.toNanos(10));
    assertEquals(Overload.MOST_SHED_PERCENT, overload.shedPercent());
    now += LOOK;
    overload.judge(0.99, now);
    assertEquals(Overload.MOST_SHED_PERCENT - Overload.SHED_PERCENT, overload.shedPercent());
    assertEquals(Step.SHEDDING, after(overload, 0.9, TimeUnit.SECONDS.toNanos(10)));
    assertEquals(Overload.SHED_PERCENT, overload.shedPercent());
    assertEquals(Step.NO_NEWCOMERS, after(overload, 0, FALL.toNanos()));
    assertEquals(0, overload.shedPercent());
  }

  @Test
  void theWorstResourceCounts() {
    long full = Pressure.WORST_LAG_NANOS;
    assertEquals(Pressure.NONE, Pressure.of(new Readings(0, 0, 0)));
    assertEquals(Pressure.NONE, Pressure.of(new Readings(0, 0.8, 0.8)));
    assertEquals(1, Pressure.of(new Readings(10 * full, 0, 0)).worst());
    assertEquals(1 / 3.0, Pressure.of(new Readings(full / 3, 0, 0)).worst(), 1e-9);
    assertEquals(2 / 3.0, Pressure.of(new Readings(full / 3, 0.9, 0)).worst(), 1e-9);
    assertEquals(1, Pressure.of(new Readings(full / 3, 0.9, 0.96)).worst());
    assertTrue(
        Pressure.of(new Readings(full, 0, 0)).toString().startsWith("loops 1.00, heap 0.00"));
  }
}
