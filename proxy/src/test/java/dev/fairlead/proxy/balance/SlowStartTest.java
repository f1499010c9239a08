package dev.fairlead.proxy.balance;

import static dev.fairlead.proxy.balance.Crowd.SECOND;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.catalog.model.InstanceRow;
import dev.fairlead.catalog.model.Policy;
import dev.fairlead.catalog.model.Policy.Balance;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How fast a new instance gets its share; in virtual time. */
final class SlowStartTest {
  private static final long SEED = Long.getLong("seed", 20_261_122L);
  private static final int PER_SECOND = 20_000;

  private static List<InstanceRow> rows(int count) {
    List<InstanceRow> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      rows.add(Crowd.row("i" + i, 100));
    }
    return rows;
  }

  @Test
  void thePartGrowsEvenlyFromATenthToAll() {
    long over = 10 * SECOND;
    assertEquals(0.1, SlowStart.part(SECOND, over, SECOND));
    assertEquals(0.1, SlowStart.part(SECOND, over, 0), "clocks of two threads may differ");
    assertEquals(0.5, SlowStart.part(SECOND, over, 6 * SECOND), 1e-9);
    assertEquals(1, SlowStart.part(SECOND, over, 11 * SECOND));
    assertEquals(1, SlowStart.part(-SECOND, over, Long.MAX_VALUE / 2));
    assertEquals(1, SlowStart.part(0, over, SECOND), "one that was always there");
  }

  @ParameterizedTest
  @EnumSource(
      value = Balance.class,
      names = {"P2C", "ROUND_ROBIN"})
  void theShareOfANewInstanceGrowsWithItsPart(Balance balance) {
    Policy policy =
        Policy.DEFAULT.with(
            Policy.DEFAULT.choosing().withBalance(balance).withSlowStart(Duration.ofSeconds(20)));
    Crowd crowd = new Crowd(policy, rows(10), SEED);
    crowd.arrive(2 * SECOND, PER_SECOND, (id, now, n) -> crowd.after(10));
    assertShare(crowd, "i0", 0.9, 1.1);
    crowd.become(rows(11));
    crowd.arrive(2 * SECOND, PER_SECOND, (id, now, n) -> crowd.after(10));
    assertShare(crowd, "i10", 0.03, 0.3);
    crowd.arrive(7 * SECOND, PER_SECOND, (id, now, n) -> crowd.after(10));
    crowd.arrive(2 * SECOND, PER_SECOND, (id, now, n) -> crowd.after(10)); // half its time is over
    assertShare(crowd, "i10", 0.35, 0.7);
    crowd.arrive(10 * SECOND, PER_SECOND, (id, now, n) -> crowd.after(10));
    crowd.arrive(2 * SECOND, PER_SECOND, (id, now, n) -> crowd.after(10));
    assertShare(crowd, "i10", 0.9, 1.1);
  }

  private static void assertShare(Crowd crowd, String id, double least, double most) {
    double share = crowd.shareOf(id);
    assertTrue(share >= least && share <= most, () -> id + " got " + share + ": " + crowd.chosen);
  }
}
