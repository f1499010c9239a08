package dev.fairlead.proxy.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.catalog.model.CheckSpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class TimetableTest {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  private static Checked instance(long number, CheckSpec spec) {
    return new Checked(CheckRows.row("i" + number, spec), number, Instant.EPOCH);
  }

  /** When the checks of {@code count} instances begin, until {@code end}. */
  private static List<Long> begun(Random random, int count, CheckSpec spec, long start, long end) {
    Timetable timetable = new Timetable(random);
    for (int i = 0; i < count; i++) {
      timetable.first(instance(i, spec), start);
    }
    List<Long> times = new ArrayList<>();
    for (long now = timetable.nextNanos(end); now - end < 0; now = timetable.nextNanos(end)) {
      for (Checked due = timetable.take(now); due != null; due = timetable.take(now)) {
        times.add(now - start);
        timetable.next(due, now);
      }
    }
    return times;
  }

  @Test
  void instancesAddedAtOnceAreNeverCheckedInStep() {
    Random random = CheckRows.random();
    CheckSpec spec = CheckRows.spec("5s", 2, 3);
    List<Long> times = begun(random, 10_000, spec, 0, 60 * SECOND);
    assertEquals(120_000, times.size(), 3_000);
    int[] perTenth = new int[600];
    times.forEach(time -> perTenth[(int) (time * 10 / SECOND)]++);
    for (int tenth : perTenth) {
      assertTrue(tenth < 400, () -> tenth + " checks within a tenth of a second, 200 on average");
    }
  }

  @Test
  void eachInstanceIsCheckedAtItsIntervalGiveOrTakeATwentieth() {
    List<Long> times = begun(CheckRows.random(), 1, CheckRows.spec("10s", 2, 3), 0, 1_000 * SECOND);
    assertTrue(times.getFirst() < 5 * SECOND, "the first check comes soon");
    for (int i = 1; i < times.size(); i++) {
      long between = times.get(i) - times.get(i - 1);
      assertEquals(10 * SECOND, between, SECOND / 2.0);
    }
  }

  @Test
  void aSeedReplays() {
    CheckSpec spec = CheckRows.spec("1s", 2, 3);
    assertEquals(
        begun(new Random(7), 100, spec, 0, 10 * SECOND),
        begun(new Random(7), 100, spec, 0, 10 * SECOND));
  }

  @Test
  void theClockMayWrapAround() {
    CheckSpec spec = CheckRows.spec("1s", 2, 3);
    long start = Long.MAX_VALUE - 5 * SECOND;
    assertEquals(
        begun(new Random(7), 100, spec, 0, 10 * SECOND),
        begun(new Random(7), 100, spec, start, start + 10 * SECOND));
  }

  @Test
  void oneThatIsDroppedIsCheckedNoMore() {
    Timetable timetable = new Timetable(CheckRows.random());
    CheckSpec spec = CheckRows.spec("1s", 2, 3);
    Checked one = instance(1, spec);
    Checked other = instance(2, spec);
    timetable.first(one, 0);
    timetable.first(other, 0);
    timetable.drop(one);
    assertEquals(other, timetable.take(SECOND));
    assertNull(timetable.take(100 * SECOND));
    assertEquals(42, timetable.nextNanos(42));
  }
}
