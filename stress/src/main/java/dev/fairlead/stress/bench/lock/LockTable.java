package dev.fairlead.stress.bench.lock;

import dev.fairlead.stress.bench.figure.Figure;
import dev.fairlead.stress.bench.figure.Goal;
import dev.fairlead.stress.bench.figure.Peer;
import dev.fairlead.stress.bench.figure.Report;
import dev.fairlead.stress.bench.jmh.Measured;
import dev.fairlead.stress.bench.jmh.Rounds;
import java.util.Map;

/** Every row of the lock table of targets. */
public final class LockTable {
  private static final double UNCONTENDED_NANOS = 6;
  private static final double TWO_READERS_NANOS = 13;

  private LockTable() {}

  /** Measures all of it and prints it as it comes. */
  public static void measure(boolean quick, Rounds rounds, Report report) {
    Measured measured = rounds.run("bench\\.lock\\.LockCost", Map.of());
    String one = "LockCost.";
    String two = "LockCostOfTwo.";
    report.add(row(measured, one, "Read", "read, 1 thread").aimed(UNCONTENDED_NANOS));
    report.add(row(measured, one, "Write", "write, 1 thread").aimed(UNCONTENDED_NANOS));
    report.add(row(measured, two, "Read", "read, 2 threads").aimed(TWO_READERS_NANOS));
    report.add(row(measured, two, "Write", "write, 2 threads").plain());
    report.add(
        Figure.plain(
            "read, 1 thread, allocation", measured.allocated(one + "labelledRead"), "bytes"));
    report.add(
        Figure.plain(
            "write, 1 thread, allocation", measured.allocated(one + "labelledWrite"), "bytes"));
    Convoy.measure(quick, report);
  }

  private static Row row(Measured measured, String threads, String way, String name) {
    return new Row(measured, threads, way, name);
  }

  /**
   * One way of taking a lock, by ours and its peers.
   *
   * @param measured all that was measured
   * @param threads the class that measured it, with a dot
   * @param way how the methods that measured it end
   * @param name for the report
   */
  private record Row(Measured measured, String threads, String way, String name) {
    Figure aimed(double nanos) {
      Figure figure =
          Figure.aimed(
              name + ", with ledger", measured.score(labelled()), "ns", Goal.atMost(nanos));
      return beside(figure);
    }

    Figure plain() {
      return beside(Figure.plain(name + ", with ledger", measured.score(labelled()), "ns"));
    }

    private String labelled() {
      return threads + "labelled" + way;
    }

    private Figure beside(Figure figure) {
      return figure.beside(
          peer("without ledger", "bare" + way),
          peer("ReentrantReadWriteLock", "reentrant" + way),
          peer("StampedLock", "stamped" + way),
          peer("synchronized", "monitorEither"));
    }

    private Peer peer(String what, String method) {
      return new Peer(what, measured.score(threads + method));
    }
  }
}
