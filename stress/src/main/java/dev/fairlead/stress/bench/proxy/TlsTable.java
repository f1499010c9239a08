package dev.fairlead.stress.bench.proxy;

import dev.fairlead.stress.bench.figure.Goal;
import dev.fairlead.stress.bench.figure.Report;
import dev.fairlead.stress.bench.load.Handshakes;
import dev.fairlead.stress.bench.load.Target;
import dev.fairlead.stress.bench.peer.Contender;
import dev.fairlead.stress.bench.peer.Door;
import dev.fairlead.stress.bench.peer.Stand;
import dev.fairlead.stress.bench.proxy.Field.Spent;
import java.io.IOException;

/** The rows of TLS 1.3 with an ECDSA certificate on P-256. */
final class TlsTable {
  private static final Goal AT_LEAST_HAPROXY = Goal.atLeast(1).times("haproxy");

  /** Of all that could: a ticket may come too late now and then. */
  private static final double RESUMED_SHARE = 0.95;

  private final Plan plan;
  private final Report report;
  private final Field field;

  private TlsTable(Plan plan, Report report, Field field) {
    this.plan = plan;
    this.report = report;
    this.field = field;
  }

  static void measure(Stand stand, Plan plan, Report report) throws IOException {
    try (Field field = Field.start(stand, Door.TLS, plan, report)) {
      new TlsTable(plan, report, field).measure();
    }
  }

  private void measure() throws IOException {
    field.warmUp(Door.TLS, "/");
    if (plan.has(Row.FULL)) {
      handshakes("TLS 1.3 full handshakes per processor second", false);
    }
    if (plan.has(Row.RESUMED)) {
      handshakes("TLS 1.3 resumptions per processor second", true);
    }
    if (plan.has(Row.KEPT)) {
      Turns<Spent> spent = field.saturate(Door.TLS, "/");
      spent.report(
          report, "HTTP/1.1 over TLS, keep-alive: processor time", "µs", Spent::microsEach);
    }
  }

  /** The first turn of each is thrown away, because our own client has to be compiled too. */
  private void handshakes(String name, boolean resume) {
    Turns<Double> _ =
        Turns.take(field.contenders(), plan.once(), report, one -> perSecond(one, resume));
    Turns<Double> rates = field.inTurn(one -> perSecond(one, resume));
    rates.report(report, name, "1/s", Double::doubleValue, AT_LEAST_HAPROXY);
  }

  private double perSecond(Contender contender, boolean resume) throws IOException {
    Target target = Field.target(contender, Door.TLS, "/");
    double before = contender.processorSeconds();
    Handshakes.Done done = Handshakes.run(target, resume, plan.seconds());
    double spent = contender.processorSeconds() - before;
    boolean asWanted = resume ? done.resumedShare() >= RESUMED_SHARE : done.resumed() == 0;
    if (!asWanted || done.made() == 0) {
      throw new IOException(
          "%d of %d connections resumed a session".formatted(done.resumed(), done.made()));
    }
    return done.made() / spent;
  }
}
