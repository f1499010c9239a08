package dev.fairlead.stress.bench.figure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

final class FigureTest {
  @Test
  void aLineNamesValueSpreadTargetAndPeers() {
    Figure figure =
        Figure.aimed("lookup", Sample.of(41, 43.5, 40), "ns", Goal.atMost(100))
            .beside(new Peer("map", Sample.of(20.5)));
    assertTrue(figure.reached());
    assertEquals(
        "lookup 41 ns (40 – 43.50 of 3); target ≤ 100: reached; map 20.50, ratio 2",
        figure.line().replaceAll(" +", " "));
  }

  @Test
  void theMedianDecidesWhetherATargetIsReached() {
    assertFalse(Figure.aimed("x", Sample.of(1, 3, 4), "x", Goal.atMost(2)).reached());
    assertTrue(Figure.aimed("x", Sample.of(1, 3, 4), "x", Goal.atLeast(3)).reached());
    assertEquals(2, Sample.of(3, 1).median());
  }

  @Test
  void aTargetMayBeAMultipleOfWhatAPeerMeasured() {
    Figure figure =
        Figure.aimed(
                "request",
                Sample.of(15, 16, 17),
                "µs",
                Goal.atMost(0.95).times("a"),
                Goal.atMost(1).times("b"),
                Goal.atMost(0.4).times("c"))
            .beside(new Peer("a", Sample.of(20, 21, 19)), new Peer("b", Sample.of(12.5)));
    assertFalse(figure.reached());
    assertEquals(
        "request 16 µs (15 – 17 of 3); target ≤ 0.95 × a: reached, ≤ 1 × b: MISSED,"
            + " ≤ 0.4 × c: not measured; a 20 (19 – 21 of 3), ratio 0.8000, b 12.50, ratio 1.28",
        figure.line().replaceAll(" +", " "));
    assertEquals(
        "| request | 16 µs (15 – 17 of 3) | a 20 (19 – 21 of 3), ratio 0.8000<br>b 12.50, ratio"
            + " 1.28 | ≤ 0.95 × a: reached<br>≤ 1 × b: MISSED<br>≤ 0.4 × c: not measured |",
        figure.row());
  }

  @Test
  void nothingIsAMultipleOfNothing() {
    Figure figure = Figure.plain("x", Sample.of(1), "KiB").beside(new Peer("a", Sample.of(0)));
    assertEquals("x 1 KiB; a 0, ratio –", figure.line().replaceAll(" +", " "));
  }

  @Test
  void theEndCountsTargetsAndThoseThatCouldNotBeJudged() {
    StringWriter out = new StringWriter();
    Report report = new Report(new PrintWriter(out, true));
    report.add(
        Figure.aimed(
            "x", Sample.of(1), "", Goal.atMost(2), Goal.atMost(0.5), Goal.atMost(1).times("none")));
    report.end();
    assertTrue(out.toString().endsWith("# 1 figures, 1 of 2 targets reached, 1 not measured\n"));
  }
}
