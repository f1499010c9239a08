package dev.fairlead.catalog.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The policy keys that say how much is done for one request. */
final class EffortParserTest {
  private final List<String> remarks = new ArrayList<>();

  private Effort effort(String json) {
    return PolicyParser.parse(json, remarks).effort();
  }

  @Test
  void nothingSaidIsTheDefault() {
    assertEquals(Effort.DEFAULT, effort("{}"));
    assertEquals(200, Effort.DEFAULT.budgetPermille());
    assertEquals(Set.of(RetryOn.CONNECT, RetryOn.RESET, RetryOn.TIMEOUT), Effort.DEFAULT.retryOn());
  }

  @Test
  void everyKeyIsRead() {
    Effort read =
        effort(
            "{\"retry_budget\":\"12.5%\",\"retry_on\":[\"connect\",\"503\"],"
                + "\"try_timeout\":\"250ms\",\"replay_body\":\"16KiB\",\"queue\":7}");
    assertEquals(
        new Effort(
            125, Set.of(RetryOn.CONNECT, RetryOn.S503), Duration.ofMillis(250), 16 * 1024, 7),
        read);
    assertTrue(remarks.isEmpty());
  }

  @Test
  void aShareIsAPercentageOrANumber() {
    assertEquals(200, effort("{\"retry_budget\":\"20%\"}").budgetPermille());
    assertEquals(200, effort("{\"retry_budget\":0.2}").budgetPermille());
    assertEquals(1000, effort("{\"retry_budget\":1}").budgetPermille());
    assertEquals(0, effort("{\"retry_budget\":0}").budgetPermille());
    assertTrue(remarks.isEmpty());
  }

  @Test
  void whatCannotBeUsedKeepsItsDefaultAndIsNamed() {
    for (String bad :
        List.of(
            "\"retry_budget\":\"many\"",
            "\"retry_budget\":1.5",
            "\"retry_budget\":-0.1",
            "\"retry_on\":\"503\"",
            "\"retry_on\":[\"500\"]",
            "\"try_timeout\":250",
            "\"replay_body\":\"2MiB\"",
            "\"replay_body\":65536",
            "\"queue\":10001",
            "\"queue\":\"long\"")) {
      remarks.clear();
      assertEquals(Effort.DEFAULT, effort("{" + bad + "}"), bad);
      String key = bad.substring(1, bad.indexOf('"', 1));
      assertEquals(1, remarks.size(), bad);
      assertTrue(remarks.getFirst().startsWith("policy key '" + key + "': "), bad);
    }
  }
}
