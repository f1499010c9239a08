package dev.fairlead.stress.bench.balance;

import dev.fairlead.catalog.model.Policy.Balance;
import dev.fairlead.stress.bench.figure.Figure;
import dev.fairlead.stress.bench.figure.Goal;
import dev.fairlead.stress.bench.figure.Report;
import dev.fairlead.stress.bench.jmh.Measured;
import dev.fairlead.stress.bench.jmh.Rounds;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What choosing costs, for each way to balance and for few and many instances. */
public final class ChoiceTable {
  private static final Goal CHOICE_NANOS = Goal.atMost(50);
  private static final Goal NO_BYTES = Goal.atMost(0.1);

  private ChoiceTable() {}

  /** Measures all of it and prints it as it comes. */
  public static void measure(boolean quick, Rounds rounds, Report report) {
    List<String> sizes = quick ? List.of("3", "1000") : List.of("3", "10", "100", "1000");
    Measured measured =
        rounds.run("bench\\.balance\\.ChoiceBenchmark\\.", Map.of("instances", sizes));
    for (Balance balance : Balance.values()) {
      for (String size : sizes) {
        add(measured, balance, size, report);
      }
    }
  }

  private static void add(Measured measured, Balance balance, String size, Report report) {
    String parameters = " balance=" + balance + " instances=" + size;
    String about = balance.name().toLowerCase(Locale.ROOT) + " of " + size;
    String choose = "ChoiceBenchmark.choose" + parameters;
    report.add(
        Figure.aimed(
            about + ": choice, clock read once", measured.score(choose), "ns", CHOICE_NANOS));
    report.add(Figure.aimed(about + ": allocation", measured.allocated(choose), "bytes", NO_BYTES));
    String turn = "ChoiceBenchmark.turn";
    report.add(
        Figure.plain(
            about + ": place taken, answer noted, place given back",
            measured.score(turn + parameters),
            "ns"));
    report.add(
        Figure.plain(
            about + ": the same by 2 threads", measured.score(turn + "ByTwo" + parameters), "ns"));
  }
}
