package dev.fairlead.stress.drill;

import dev.fairlead.stress.drill.Truth.Span;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;

/**
 * Decides whether an answer was legal: whether the truth, at some moment between {@code staleness}
 * before the request and the answer, allowed it.
 *
 * <pre>
 *   200 by server X of region Q   X was routable for the service, and each region nearer than Q was
 *                                 without a routable instance at some moment
 *   FR01                          the host led nowhere
 *   FR02                          each region was without a routable instance at some moment, or
 *                                 the service was deleted while a request was carried
 *   FR05                          so were the region asked and another one
 *   FR04                          a lock was held on purpose
 * </pre>
 *
 * <p>Everything else is wrong, above all: an instance of another service. Thread-safe, as its truth
 * and list of holds are.
 */
final class Judge {
  private final Truth truth;
  private final LockHolds holds;
  private final long stalenessNanos;

  Judge(Truth truth, LockHolds holds, long stalenessNanos) {
    this.truth = truth;
    this.holds = holds;
    this.stalenessNanos = stalenessNanos;
  }

  /**
   * What an answer was.
   *
   * @param wrong what is wrong with it; empty if nothing is
   * @param staleNanos how long before the request it had last been right; 0 if it still was
   */
  record Ruling(String wrong, long staleNanos) {
    static final Ruling FINE = new Ruling("", 0);

    static Ruling wrong(String why) {
      return new Ruling(why, 0);
    }
  }

  Ruling rule(Asked asked) {
    if (asked.answer().error().equals("FR04") && holds.any(asked.from(), asked.to())) {
      return Ruling.FINE;
    }
    List<Span> spans = truth.during(asked.service(), asked.from() - stalenessNanos, asked.to());
    if (asked.service().isEmpty() || spans.isEmpty()) {
      boolean unknown = asked.answer().error().equals("FR01");
      return unknown ? Ruling.FINE : Ruling.wrong("the host never existed");
    }
    return asked.answer().status() == 200
        ? served(asked, spans)
        : refused(asked, spans, asked.answer().error());
  }

  private static Ruling served(Asked asked, List<Span> spans) {
    String server = asked.answer().server();
    List<Span> right =
        spans.stream()
            .filter(span -> span.state().routed() && serves(span.state(), server))
            .toList();
    if (right.isEmpty()) {
      return Ruling.wrong(server + " was no routable instance of it");
    }
    Region region = regionOf(server);
    for (Region nearer : asked.at().nearestFirst()) {
      if (nearer == region) {
        break;
      } else if (never(spans, state -> state.none(nearer))) {
        return Ruling.wrong(
            server + " answered, although " + nearer.id() + " is nearer and always had some");
      }
    }
    long last = right.stream().mapToLong(Span::until).max().orElse(Long.MAX_VALUE);
    return new Ruling("", last == Long.MAX_VALUE ? 0 : Math.max(0, asked.from() - last));
  }

  private static boolean serves(ServiceState state, String server) {
    return Arrays.stream(Region.values()).anyMatch(region -> state.in(region).contains(server));
  }

  private static Region regionOf(String server) {
    return Arrays.stream(Region.values())
        .filter(region -> server.startsWith(region.id() + "/"))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("a server of no region: " + server));
  }

  private Ruling refused(Asked asked, List<Span> spans, String error) {
    boolean fine =
        switch (error) {
          case "FR01" -> !never(spans, state -> !state.routed());
          case "FR02" ->
              !never(spans, state -> !state.routed()) // gone where the request was carried to
                  || Arrays.stream(Region.values())
                      .noneMatch(region -> never(spans, state -> state.none(region)));
          case "FR05" -> looped(asked, spans);
          default -> false;
        };
    return fine
        ? Ruling.FINE
        : Ruling.wrong(error + " (status " + asked.answer().status() + ") had no reason");
  }

  /** Carried to a region that had none left when it arrived. */
  private static boolean looped(Asked asked, List<Span> spans) {
    return !never(spans, state -> state.none(asked.at()))
        && Arrays.stream(Region.values())
            .anyMatch(region -> region != asked.at() && !never(spans, state -> state.none(region)));
  }

  private static boolean never(List<Span> spans, Predicate<ServiceState> holds) {
    return spans.stream().map(Span::state).noneMatch(holds);
  }
}
