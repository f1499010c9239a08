package dev.fairlead.catalog.model;

import dev.fairlead.catalog.model.Ejection.Counts;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * Reads the policy key {@code eject}: {@code false}, {@code true}, or an object with keys of its
 * own.
 *
 * <p>What it cannot use keeps its default and becomes a remark. Confined to one policy.
 */
final class EjectionParser {
  private static final int MAX_FAILURES = 255;
  private static final Duration MAX_TIME = Duration.ofHours(24);

  private int failures = Ejection.DEFAULT.failures();
  private int successRate = Ejection.DEFAULT.successRate();
  private Duration window = Ejection.DEFAULT.window();
  private Duration time = Ejection.DEFAULT.time();
  private Duration maxTime = Ejection.DEFAULT.maxTime();
  private int share = Ejection.DEFAULT.share();
  private Counts counts = Ejection.DEFAULT.counts();

  private EjectionParser() {}

  /**
   * What {@code value} says.
   *
   * @throws IllegalArgumentException if it is of no kind that can be read
   */
  static Ejection parse(JsonNode value, List<String> remarks) {
    if (value.isBoolean()) {
      return value.asBoolean() ? Ejection.DEFAULT : Ejection.NEVER;
    }
    if (!value.isObject()) {
      throw new IllegalArgumentException(value + " is neither true, false nor an object");
    }
    EjectionParser parser = new EjectionParser();
    for (Map.Entry<String, JsonNode> entry : value.properties()) {
      try {
        parser.apply(entry.getKey(), entry.getValue());
      } catch (IllegalArgumentException e) {
        remarks.add("policy key 'eject." + entry.getKey() + "': " + e.getMessage());
      }
    }
    return parser.made();
  }

  private void apply(String key, JsonNode value) {
    switch (key) {
      case "failures" -> failures = PolicyParser.count(value, MAX_FAILURES);
      case "success_rate" -> successRate = PolicyParser.count(value, 100);
      case "window" -> window = PolicyParser.duration(value, MAX_TIME);
      case "time" -> time = PolicyParser.duration(value, MAX_TIME);
      case "max_time" -> maxTime = PolicyParser.duration(value, MAX_TIME);
      case "share" -> share = PolicyParser.count(value, 100);
      case "on" -> counts = PolicyParser.choice(Counts.class, value);
      default -> throw new IllegalArgumentException("not known");
    }
  }

  private Ejection made() {
    return new Ejection(failures, successRate, window, time, maxTime, share, counts);
  }
}
