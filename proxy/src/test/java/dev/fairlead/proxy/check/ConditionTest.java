package dev.fairlead.proxy.check;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.fairlead.catalog.model.CheckSpec;
import dev.fairlead.catalog.model.InstanceRow.Health;
import dev.fairlead.proxy.check.CheckResult.Outcome;
import dev.fairlead.proxy.check.Condition.Event;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The table in {@link Condition}. */
final class ConditionTest {
  private static final int MOST = 4;

  @Test
  void everyStateAnswersEveryEventAsTheTableSays() {
    for (int rise = 1; rise <= MOST; rise++) {
      for (int fall = 1; fall <= MOST; fall++) {
        CheckSpec spec = CheckRows.spec("5s", rise, fall);
        for (Health health : Health.values()) {
          for (int streak = 0; streak < streaks(health, spec); streak++) {
            for (Event event : Event.values()) {
              Condition from = new Condition(health, streak);
              assertEquals(
                  expected(from, event, spec), from.after(event, spec), from + " " + event);
            }
          }
        }
      }
    }
  }

  /** How many values the streak can have. */
  private static int streaks(Health health, CheckSpec spec) {
    return switch (health) {
      case UNKNOWN -> 1;
      case PASSING -> spec.fall();
      case FAILING -> spec.rise();
    };
  }

  private static Condition expected(Condition from, Event event, CheckSpec spec) {
    String row = from.health() + " " + event;
    int n = from.streak();
    return switch (row) {
      case "UNKNOWN PASSED", "PASSING PASSED" -> new Condition(Health.PASSING, 0);
      case "UNKNOWN FAILED", "FAILING FAILED" -> new Condition(Health.FAILING, 0);
      case "PASSING FAILED" ->
          n + 1 == spec.fall()
              ? new Condition(Health.FAILING, 0)
              : new Condition(Health.PASSING, n + 1);
      case "FAILING PASSED" ->
          n + 1 == spec.rise()
              ? new Condition(Health.PASSING, 0)
              : new Condition(Health.FAILING, n + 1);
      case "UNKNOWN UNDECIDED", "PASSING UNDECIDED", "FAILING UNDECIDED" -> from;
      default -> throw new AssertionError(row);
    };
  }

  @Test
  void theStreakNeverReachesWhatWouldHaveDecided() {
    Random random = CheckRows.random();
    CheckSpec spec = CheckRows.spec("5s", 2, 3);
    Condition condition = Condition.UNKNOWN;
    for (int i = 0; i < 10_000; i++) {
      condition = condition.after(Event.values()[random.nextInt(Event.values().length)], spec);
      assertEquals(
          true, condition.streak() < streaks(condition.health(), spec), condition::toString);
    }
  }

  @Test
  void onlyWhatTheInstanceDidCountsAgainstIt() {
    for (Outcome outcome : Outcome.values()) {
      Event event =
          switch (outcome) {
            case PASSED -> Event.PASSED;
            case NOT_MADE -> Event.UNDECIDED;
            case STATUS, REFUSED, UNREACHABLE, TIMEOUT, CLOSED, TLS, MALFORMED -> Event.FAILED;
          };
      assertEquals(event, outcome.event());
    }
  }
}
