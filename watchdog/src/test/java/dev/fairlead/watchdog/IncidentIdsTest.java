package dev.fairlead.watchdog;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** Names of incidents. */
final class IncidentIdsTest {
  @Test
  void namesSortByTimeEvenWhenTheClockIsSetBack() {
    IncidentIds ids = new IncidentIds();
    String last = "";
    for (long now : new long[] {0, 1, 1_795_000_000_000L, 1_795_000_000_001L, 5, 5, 1L << 44}) {
      String next = ids.next(now);
      assertTrue(next.matches("[0-9a-z]{9}") && next.compareTo(last) > 0, last + " " + next);
      last = next;
    }
  }
}
