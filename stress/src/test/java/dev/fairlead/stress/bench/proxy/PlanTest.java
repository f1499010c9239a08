package dev.fairlead.stress.bench.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.fairlead.stress.bench.proxy.Row.Table;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

final class PlanTest {
  @Test
  void theCommandRepeatsThePlan() {
    Plan all = new Plan(Table.IDLE, Table.IDLE.rows(), 5, false, 7);
    assertEquals("./fairlead bench idle --rounds 5 --seed 7", all.command());
    Plan some = new Plan(Table.HTTP, EnumSet.of(Row.BODIES, Row.REQUESTS), 2, true, 7);
    assertEquals(
        "./fairlead bench http --rounds 2 --seed 7 --only requests,bodies --quick", some.command());
  }

  @Test
  void everyRowBelongsToOneTable() {
    Set<Row> all =
        Arrays.stream(Table.values())
            .flatMap(table -> table.rows().stream())
            .collect(Collectors.toSet());
    assertEquals(EnumSet.allOf(Row.class), all);
    assertEquals(
        Row.values().length, Arrays.stream(Table.values()).mapToInt(t -> t.rows().size()).sum());
  }

  @Test
  void aPlanWithoutRoundsIsRefused() {
    Set<Row> rows = Table.TCP.rows();
    assertThrows(IllegalArgumentException.class, () -> new Plan(Table.TCP, rows, 0, true, 1));
  }
}
