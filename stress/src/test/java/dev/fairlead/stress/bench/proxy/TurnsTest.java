package dev.fairlead.stress.bench.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.stress.bench.figure.Goal;
import dev.fairlead.stress.bench.figure.Report;
import dev.fairlead.stress.bench.proxy.Row.Table;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class TurnsTest {
  private static final Plan THREE_ROUNDS = new Plan(Table.TCP, Table.TCP.rows(), 3, true, 42);

  private final StringWriter out = new StringWriter();
  private final Report report = new Report(new PrintWriter(out, true));

  private static Map<String, Integer> contenders() {
    Map<String, Integer> contenders = new LinkedHashMap<>();
    contenders.put("ours", 10);
    contenders.put("theirs", 20);
    contenders.put("others", 30);
    return contenders;
  }

  @Test
  void everybodyIsMeasuredOnceARoundInAnOrderThatReplays() {
    List<Integer> first = new ArrayList<>();
    List<Integer> again = new ArrayList<>();
    Turns<Integer> turns = Turns.take(contenders(), THREE_ROUNDS, report, noting(first));
    Turns<Integer> _ = Turns.take(contenders(), THREE_ROUNDS, report, noting(again));
    assertEquals(first, again);
    for (int round = 0; round < 3; round++) {
      assertEquals(
          List.of(10, 20, 30), first.subList(3 * round, 3 * round + 3).stream().sorted().toList());
    }
    assertEquals(List.of("ours", "theirs", "others"), List.copyOf(turns.results().keySet()));
  }

  private static Turns.Measurement<Integer, Integer> noting(List<Integer> order) {
    return contender -> {
      order.add(contender);
      return contender;
    };
  }

  @Test
  void theFirstIsTheFigureAndTheOthersArePeers() {
    Turns.take(contenders(), THREE_ROUNDS, report, one -> one)
        .report(report, "x", "µs", Integer::doubleValue, Goal.atMost(0.5).times("theirs"));
    assertEquals(
        "x 10 µs (10 – 10 of 3); target ≤ 0.5 × theirs: reached; theirs 20 (20 – 20 of 3), ratio"
            + " 0.5000, others 30 (30 – 30 of 3), ratio 0.3333",
        report.figures().getFirst().line().replaceAll(" +", " "));
  }

  @Test
  void whoeverFailsIsLeftOutWithANote() {
    Turns<Integer> turns =
        Turns.take(
            contenders(),
            THREE_ROUNDS,
            report,
            one -> {
              if (one == 20) {
                throw new IOException("gone");
              }
              return one;
            });
    turns.report(report, "x", "µs", Integer::doubleValue, Goal.atMost(0.5).times("theirs"));
    assertTrue(out.toString().contains("# theirs FAILED in round 1: gone\n"), out.toString());
    assertTrue(out.toString().contains("≤ 0.5 × theirs: not measured"), out.toString());
  }

  @Test
  void withoutTheFirstThereIsNoFigure() {
    Turns<Integer> turns =
        Turns.take(
            contenders(),
            THREE_ROUNDS,
            report,
            one -> {
              if (one == 10) {
                throw new IOException("gone");
              }
              return one;
            });
    turns.report(report, "x", "µs", Integer::doubleValue);
    assertTrue(report.figures().isEmpty());
    assertTrue(out.toString().endsWith("# x: not measured\n"), out.toString());
  }
}
