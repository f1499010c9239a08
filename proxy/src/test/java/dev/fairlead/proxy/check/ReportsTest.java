package dev.fairlead.proxy.check;

import static dev.fairlead.proxy.check.CheckRows.FAILED;
import static dev.fairlead.proxy.check.CheckRows.PASSED;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.catalog.model.CheckSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class ReportsTest {
  private static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);
  private static final CheckSpec FICKLE = CheckRows.spec("100ms", 1, 1);

  private static List<Checked> fleet(int count) {
    List<Checked> fleet = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      fleet.add(new Checked(CheckRows.row("i" + i, FICKLE), i, Instant.EPOCH));
    }
    return fleet;
  }

  private static void says(Checked instance, CheckResult result, Reports reports) {
    if (instance.note(result, Instant.EPOCH)) {
      reports.add(instance);
    }
  }

  /** Lets what was taken be committed, and heard of by the feed. */
  private static void commit(List<Checked> taken, Reports reports, long now) {
    taken.forEach(instance -> instance.rowHealth(instance.health()));
    if (!taken.isEmpty()) {
      reports.finished(true, now);
    }
  }

  @Test
  void aFleetThatFlapsIsWrittenAtABoundedRate() {
    Random random = CheckRows.random();
    Reports reports = new Reports();
    List<Checked> fleet = fleet(5_000);
    Map<String, Integer> writes = new HashMap<>();
    int rows = 0;
    int transactions = 0;
    for (int millis = 0; millis < 60_000; millis += 20) {
      for (int i = 0; i < 1_000; i++) { // each flaps some ten times a second
        says(
            fleet.get(random.nextInt(fleet.size())),
            random.nextBoolean() ? PASSED : FAILED,
            reports);
      }
      List<Checked> taken = reports.take(millis * MILLI);
      assertTrue(taken.size() <= Reports.MAX_ROWS);
      taken.forEach(instance -> writes.merge(instance.id(), 1, Integer::sum));
      rows += taken.size();
      transactions += taken.isEmpty() ? 0 : 1;
      commit(taken, reports, millis * MILLI);
    }
    assertTrue(transactions <= 300, transactions + " transactions in a minute");
    assertTrue(rows <= 60_000, rows + " rows in a minute");
    assertTrue(writes.values().stream().allMatch(count -> count <= 60), "one is written too often");
    assertTrue(writes.size() > 4_900, "some are never written: only " + writes.size() + " are");
  }

  @Test
  void oneInstanceThatFlapsIsWrittenOnceASecondAtMost() {
    Random random = CheckRows.random();
    Reports reports = new Reports();
    Checked instance = fleet(1).getFirst();
    int writes = 0;
    for (int millis = 0; millis < 60_000; millis += 100) {
      says(instance, random.nextBoolean() ? PASSED : FAILED, reports);
      List<Checked> taken = reports.take(millis * MILLI);
      writes += taken.size();
      commit(taken, reports, millis * MILLI);
    }
    assertTrue(writes > 10 && writes <= 60, writes + " writes in a minute");
  }

  @Test
  void whatChangesBackMeanwhileIsNotWritten() {
    Reports reports = new Reports();
    Checked instance = fleet(1).getFirst();
    says(instance, PASSED, reports);
    assertEquals(List.of(instance), reports.take(0));
    commit(List.of(instance), reports, MILLI);
    says(instance, FAILED, reports);
    assertEquals(List.of(), reports.take(300 * MILLI), "written within the last second");
    says(instance, PASSED, reports);
    assertEquals(List.of(), reports.take(2_000 * MILLI));
    assertEquals(Long.MAX_VALUE, reports.nextNanos(2_000 * MILLI, Long.MAX_VALUE), "nothing waits");
  }

  @Test
  void theFirstChangeAfterAQuietTimeIsWrittenAtOnce() {
    Reports reports = new Reports();
    Checked instance = fleet(1).getFirst();
    says(instance, FAILED, reports);
    assertEquals(7, reports.nextNanos(7, Long.MAX_VALUE));
    assertEquals(List.of(instance), reports.take(7));
  }

  @Test
  void aTransactionThatFailedIsTriedAgainEverMoreRarely() {
    Reports reports = new Reports();
    Checked instance = fleet(1).getFirst();
    says(instance, FAILED, reports);
    long now = 0;
    List<Long> waits = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      assertEquals(List.of(instance), reports.take(now));
      assertEquals(List.of(), reports.take(now), "one transaction at a time");
      reports.finished(false, now);
      long next = reports.nextNanos(now, Long.MAX_VALUE);
      waits.add(Duration.ofNanos(next - now).toSeconds());
      assertEquals(List.of(), reports.take(next - 1));
      now = next;
    }
    assertEquals(List.of(1L, 2L, 4L, 8L, 16L, 30L, 30L, 30L), waits);
    assertEquals(List.of(instance), reports.take(now));
    reports.finished(true, now);
    assertEquals(Duration.ZERO, reports.backoff());
  }

  @Test
  void thousandsThatFailAtOnceAreWrittenInTheOrderTheyDid() {
    Reports reports = new Reports();
    List<Checked> fleet = fleet(1_000);
    fleet.forEach(instance -> says(instance, FAILED, reports));
    List<Checked> written = new ArrayList<>();
    for (int millis = 0; millis <= 800; millis += 200) {
      List<Checked> taken = reports.take(millis * MILLI);
      written.addAll(taken);
      commit(taken, reports, millis * MILLI);
    }
    assertEquals(fleet, written);
  }
}
