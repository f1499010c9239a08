package dev.fairlead.proxy.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

final class DriftTest {
  private static final long MS = 1_000_000;

  private final Drift drift = new Drift(0);

  @Test
  void theWorstOfTheLastSecondIsKept() {
    assertEquals(3 * MS, drift.woke(50 * MS, 3 * MS));
    assertEquals(9 * MS, drift.woke(100 * MS, 9 * MS));
    assertEquals(9 * MS, drift.woke(400 * MS, MS));
    assertEquals(9 * MS, drift.woke(600 * MS, MS));
    assertEquals(9 * MS, drift.woke(900 * MS, MS));
  }

  @Test
  void whatIsOlderIsForgotten() {
    assertEquals(9 * MS, drift.woke(100 * MS, 9 * MS));
    assertEquals(9 * MS, drift.woke(600 * MS, MS));
    assertEquals(2 * MS, drift.woke(1_100 * MS, 2 * MS));
  }

  @Test
  void aPauseLongerThanASecondIsSeenAndNothingBeforeIt() {
    assertEquals(9 * MS, drift.woke(100 * MS, 9 * MS));
    assertEquals(5_000 * MS, drift.woke(5_150 * MS, 5_000 * MS));
    assertEquals(5_000 * MS, drift.woke(5_200 * MS, 0));
  }
}
