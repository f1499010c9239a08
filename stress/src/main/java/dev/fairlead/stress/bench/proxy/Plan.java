package dev.fairlead.stress.bench.proxy;

import dev.fairlead.stress.bench.proxy.Row.Table;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What to measure.
 *
 * <p>Immutable.
 *
 * @param table which benchmark
 * @param rows which of its rows
 * @param rounds how often each contender is measured
 * @param quick short loads, to see that everything works
 * @param seed of the order of the contenders in each round
 */
public record Plan(Table table, Set<Row> rows, int rounds, boolean quick, long seed) {
  /** Copies the set and checks the number. */
  public Plan {
    if (rounds < 1) {
      throw new IllegalArgumentException("a benchmark needs at least one round");
    }
    rows = Set.copyOf(rows);
  }

  /** The command that repeats it. */
  String command() {
    String only =
        rows.equals(table.rows())
            ? ""
            : rows.stream()
                .sorted()
                .map(Row::word)
                .collect(Collectors.joining(",", " --only ", ""));
    return "./fairlead bench %s --rounds %d --seed %d%s%s"
        .formatted(table.word(), rounds, seed, only, quick ? " --quick" : "");
  }

  boolean has(Row row) {
    return rows.contains(row);
  }

  /** Length of a load. */
  int seconds() {
    return quick ? 2 : 8;
  }

  /** Load before anything is measured; a JVM needs it longer. */
  int warmUpSeconds(boolean java) {
    return quick ? (java ? 4 : 1) : java ? 25 : 2;
  }

  /** How many connections are idle, of those that targets speak of. */
  int idle(int wanted) {
    return quick ? wanted / 10 : wanted;
  }

  /** The same with one round. */
  Plan once() {
    return new Plan(table, rows, 1, quick, seed);
  }
}
