package dev.fairlead.stress.bench.proxy;

import dev.fairlead.stress.bench.figure.Goal;
import dev.fairlead.stress.bench.figure.Report;
import dev.fairlead.stress.bench.load.Answered;
import dev.fairlead.stress.bench.load.H2load;
import dev.fairlead.stress.bench.peer.Door;
import dev.fairlead.stress.bench.peer.Stand;
import dev.fairlead.stress.bench.proxy.Field.Spent;
import java.io.IOException;

/** The rows of HTTP/1.1 without TLS. */
final class HttpTable {
  private static final String SMALL = "/";
  private static final String BIG = "/big";
  private static final String REFERENCE = "haproxy";

  private final Stand stand;
  private final Plan plan;
  private final Report report;

  private HttpTable(Stand stand, Plan plan, Report report) {
    this.stand = stand;
    this.plan = plan;
    this.report = report;
  }

  static void measure(Stand stand, Plan plan, Report report) throws IOException {
    new HttpTable(stand, plan, report).measure();
  }

  private void measure() throws IOException {
    if (plan.has(Row.REQUESTS) || plan.has(Row.LATENCY) || plan.has(Row.BODIES)) {
      try (Field field = Field.start(stand, Door.WEB, plan, report)) {
        measure(field);
      }
    }
    if (plan.has(Row.GROWTH)) {
      Growth.measure(stand, plan, report);
    }
  }

  private void measure(Field field) throws IOException {
    field.warmUp(Door.WEB, SMALL);
    if (plan.has(Row.REQUESTS) || plan.has(Row.LATENCY)) {
      Turns<Spent> spent = field.saturate(Door.WEB, SMALL);
      if (plan.has(Row.REQUESTS)) {
        requests(spent);
      }
      if (plan.has(Row.LATENCY)) {
        latency(field, spent);
      }
    }
    if (plan.has(Row.BODIES)) {
      field.warmUp(Door.WEB, BIG);
      field
          .saturate(Door.WEB, BIG)
          .report(
              report,
              "HTTP/1.1 bodies of 1 MiB: bytes per processor second",
              "MiB/s",
              Spent::mebibytesPerSecond,
              Goal.atLeast(1).times(REFERENCE));
    }
  }

  private void requests(Turns<Spent> spent) {
    spent.report(
        report,
        "HTTP/1.1 keep-alive: processor time per request",
        "µs",
        Spent::microsEach,
        Goal.atMost(0.95).times(REFERENCE),
        Goal.atMost(1).times("nginx"),
        Goal.atMost(0.4).times("envoy"));
    spent.report(report, "HTTP/1.1 keep-alive: requests", "1/s", one -> one.answered().rate());
    spent.report(
        report,
        "HTTP/1.1 keep-alive, saturated: p99",
        "ms",
        one -> one.answered().p99Micros() / 1e3);
  }

  /** The same rate for everybody, so that nobody gains from being slow. */
  private void latency(Field field, Turns<Spent> spent) {
    String who = spent.results().containsKey(REFERENCE) ? REFERENCE : spent.subject();
    if (!spent.results().containsKey(who)) {
      report.note("p99 at half of saturation: not measured, because nothing was saturated");
      return;
    }
    double rate = spent.sample(who, one -> one.answered().rate()).median() / 2;
    report.note("rate of the following: %.0f/s, half of what saturates %s".formatted(rate, who));
    H2load h2load = new H2load(stand.cores().load(), stand.folder());
    Turns<Answered> answered =
        field.inTurn(contender -> {
          Answered one = h2load.run(Field.target(contender, Door.WEB, SMALL), rate, plan.seconds());
          if (one.failed() > 0) {
            throw new IOException(one.failed() + " requests failed");
          }
          return one;
        });
    answered.report(
        report,
        "HTTP/1.1 at half of saturation: p99",
        "ms",
        one -> one.p99Micros() / 1e3,
        Goal.atMost(1.2).times(REFERENCE));
    answered.report(
        report, "HTTP/1.1 at half of saturation: p50", "ms", one -> one.p50Micros() / 1e3);
    answered.report(report, "HTTP/1.1 at half of saturation: requests", "1/s", Answered::rate);
  }
}
