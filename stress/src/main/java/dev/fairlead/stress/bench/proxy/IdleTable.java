package dev.fairlead.stress.bench.proxy;

import dev.fairlead.stress.bench.figure.Goal;
import dev.fairlead.stress.bench.figure.Report;
import dev.fairlead.stress.bench.load.Answered;
import dev.fairlead.stress.bench.load.IdleConnections;
import dev.fairlead.stress.bench.load.Target;
import dev.fairlead.stress.bench.load.Wrk;
import dev.fairlead.stress.bench.peer.Contender;
import dev.fairlead.stress.bench.peer.Door;
import dev.fairlead.stress.bench.peer.Rival;
import dev.fairlead.stress.bench.peer.Stand;
import java.io.IOException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * The rows of memory: how much the resident set grows by connections that made one request and are
 * idle. A fresh contender each time, because memory that was used once is seldom given back; it
 * gets load first, so that what it would need anyway is not counted.
 */
final class IdleTable {
  private static final int CONNECTIONS = 10_000;
  private static final Goal PLAIN_KIBIBYTES = Goal.atMost(10);
  private static final Goal TLS_KIBIBYTES = Goal.atMost(30);

  private final Stand stand;
  private final Plan plan;
  private final Report report;
  private final Wrk wrk;
  private final Set<String> introduced = new HashSet<>();

  /** Starts a contender. */
  private interface Starter {
    Contender start() throws IOException;
  }

  private IdleTable(Stand stand, Plan plan, Report report) throws IOException {
    this.stand = stand;
    this.plan = plan;
    this.report = report;
    this.wrk = Wrk.on(stand.cores().load(), stand.folder());
  }

  static void measure(Stand stand, Plan plan, Report report) throws IOException {
    IdleTable table = new IdleTable(stand, plan, report);
    int count = plan.idle(CONNECTIONS);
    String name = "memory per idle connection, %d of them".formatted(count);
    if (plan.has(Row.PLAIN)) {
      table.row(name + ", plain", Door.WEB, count, PLAIN_KIBIBYTES);
    }
    if (plan.has(Row.ENCRYPTED)) {
      table.row(name + ", TLS", Door.TLS, count, TLS_KIBIBYTES);
    }
  }

  private void row(String name, Door door, int count, Goal goal) {
    Map<String, Starter> starters = new LinkedHashMap<>();
    starters.put(Stand.FAIRLEAD, stand::fairlead);
    for (Rival rival : Rival.installed()) {
      if (rival.speaks(door)) {
        starters.put(rival.word(), () -> stand.start(rival));
      }
    }
    Turns<Double> turns =
        Turns.take(
            starters,
            plan,
            report,
            starter -> {
              try (Contender contender = starter.start()) {
                return grown(contender, door, count);
              }
            });
    turns.report(report, name, "KiB", Double::doubleValue, goal);
  }

  private double grown(Contender contender, Door door, int count) throws IOException {
    if (introduced.add(contender.name())) {
      report.note(contender.name() + ": " + contender.about());
    }
    Target target = Field.target(contender, door, "/");
    boolean java = contender.name().equals(Stand.FAIRLEAD);
    Answered _ = wrk.run(target, plan.warmUpSeconds(java));
    double before = contender.residentKibibytes();
    try (IdleConnections connections = IdleConnections.open(target, count)) {
      double after = contender.residentKibibytes();
      if (!connections.kept()) {
        throw new IOException("it closed some of %d connections".formatted(count));
      }
      return (after - before) / count;
    }
  }
}
