package dev.fairlead.stress.bench.figure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
}
