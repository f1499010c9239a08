package dev.fairlead.stress.bench.watchdog;

import dev.fairlead.stress.traffic.Visit;
import dev.fairlead.stress.traffic.Visit.Kind;
import dev.fairlead.stress.traffic.Visit.Outcome;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * What clients saw of a fault.
 *
 * <p>Immutable.
 *
 * @param gapMillis the longest time without an answer to any request on a new connection: from the
 *     moment the fault took hold to the first request served again
 * @param wholeMillis from the fault to the last answer that was not given within {@link
 *     #LATE_MILLIS}, or the last connection that broke; 0 if nobody was disturbed
 * @param refused connections that were refused
 * @param cut requests and messages whose connection broke
 * @param underWay requests and messages under way at the fault
 * @param failed wrong answers, and none
 */
record Outage(
    double gapMillis, double wholeMillis, long refused, long cut, long underWay, long failed) {
  /** An answer that takes longer was disturbed. */
  static final double LATE_MILLIS = 250;

  /** From all that was due in the round. */
  static Outage of(long fault, Collection<Visit> visits) {
    List<Visit> after = visits.stream().filter(visit -> visit.end() - fault > 0).toList();
    double whole =
        after.stream()
            .filter(visit -> !visit.served() || visit.millis() > LATE_MILLIS)
            .mapToDouble(visit -> millis(fault, visit.end()))
            .max()
            .orElse(0);
    return new Outage(
        gap(fault, after),
        whole,
        count(after, Outcome.REFUSED),
        count(after, Outcome.CUT),
        after.stream().filter(visit -> visit.underWayAt(fault)).count(),
        count(after, Outcome.FAILED) + count(after, Outcome.UNANSWERED));
  }

  private static double gap(long fault, List<Visit> after) {
    long last = fault;
    long longest = 0;
    List<Visit> served =
        after.stream()
            .filter(visit -> visit.kind() == Kind.FRESH && visit.served())
            .sorted(Comparator.comparing(visit -> visit.end() - fault))
            .toList();
    for (Visit visit : served) {
      longest = Math.max(longest, visit.end() - last);
      last = visit.end();
    }
    return longest / 1e6;
  }

  private static double millis(long fault, long at) {
    return (at - fault) / 1e6;
  }

  private static long count(List<Visit> visits, Outcome outcome) {
    return visits.stream().filter(visit -> visit.outcome() == outcome).count();
  }
}
