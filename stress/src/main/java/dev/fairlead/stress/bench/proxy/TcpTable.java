package dev.fairlead.stress.bench.proxy;

import dev.fairlead.stress.bench.figure.Goal;
import dev.fairlead.stress.bench.figure.Report;
import dev.fairlead.stress.bench.peer.Door;
import dev.fairlead.stress.bench.peer.Stand;
import dev.fairlead.stress.bench.proxy.Field.Spent;
import java.io.IOException;

/**
 * The rows of the TCP relay. A message is a small request and its answer, which the relay does not
 * read; the origin is the same as for HTTP.
 */
final class TcpTable {
  private static final String REFERENCE = "haproxy";

  private TcpTable() {}

  static void measure(Stand stand, Plan plan, Report report) throws IOException {
    try (Field field = Field.start(stand, Door.TCP, plan, report)) {
      if (plan.has(Row.MESSAGES)) {
        field.warmUp(Door.TCP, "/");
        Turns<Spent> spent = field.saturate(Door.TCP, "/");
        spent.report(
            report,
            "TCP relay, small messages: processor time per message",
            "µs",
            Spent::microsEach,
            Goal.atMost(1.05).times(REFERENCE));
        spent.report(
            report, "TCP relay, small messages: messages", "1/s", one -> one.answered().rate());
      }
      if (plan.has(Row.STREAMS)) {
        field.warmUp(Door.TCP, "/big");
        field
            .saturate(Door.TCP, "/big")
            .report(
                report,
                "TCP relay, 1 MiB at a time: bytes per processor second",
                "MiB/s",
                Spent::mebibytesPerSecond,
                Goal.atLeast(1).times(REFERENCE));
      }
    }
  }
}
