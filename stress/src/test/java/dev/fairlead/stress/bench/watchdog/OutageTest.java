package dev.fairlead.stress.bench.watchdog;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.fairlead.stress.traffic.Visit;
import dev.fairlead.stress.traffic.Visit.Kind;
import dev.fairlead.stress.traffic.Visit.Outcome;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is made of what clients saw. */
final class OutageTest {
  private static final long FAULT = Long.MAX_VALUE - 50_000_000; // nanoTime may overflow

  private static Visit visit(Kind kind, long due, long end, Outcome outcome) {
    return new Visit(kind, FAULT + due * 1_000_000, FAULT + end * 1_000_000, outcome, "");
  }

  @Test
  void gapIsTheLongestTimeWithoutAnAnswerOnANewConnection() {
    Outage outage =
        Outage.of(
            FAULT,
            List.of(
                visit(Kind.FRESH, -5, -4, Outcome.SERVED),
                visit(Kind.FRESH, 1, 3, Outcome.SERVED), // the fault had not taken hold
                visit(Kind.KEPT, 100, 101, Outcome.SERVED), // of no interest to new clients
                visit(Kind.FRESH, 10, 600, Outcome.SERVED),
                visit(Kind.FRESH, 15, 601, Outcome.SERVED)));
    assertEquals(597, outage.gapMillis());
    assertEquals(601, outage.wholeMillis());
    assertEquals(0, outage.refused() + outage.cut() + outage.failed());
  }

  @Test
  void whatBrokeIsCountedByWhatItWas() {
    Outage outage =
        Outage.of(
            FAULT,
            List.of(
                visit(Kind.FRESH, -50, -40, Outcome.REFUSED), // before
                visit(Kind.FRESH, 10, 11, Outcome.REFUSED),
                visit(Kind.KEPT, -10, 700, Outcome.CUT),
                visit(Kind.STREAM, 5, 700, Outcome.CUT),
                visit(Kind.FRESH, 20, 30, Outcome.FAILED),
                visit(Kind.FRESH, 20, 900, Outcome.UNANSWERED)));
    assertEquals(1, outage.refused());
    assertEquals(2, outage.cut());
    assertEquals(1, outage.underWay());
    assertEquals(2, outage.failed());
    assertEquals(900, outage.wholeMillis());
  }
}
