package dev.fairlead.catalog.options;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads {@code rate}: {@code {"per_second": 10, "burst": 20}}. Pure. */
final class RateReader {
  private RateReader() {}

  /** The limit; null if there is none that can be applied. */
  static @Nullable RateLimit read(JsonNode value, Faults faults) {
    if (!value.isObject()) {
      faults.add("rate", "not an object with \"per_second\"");
      return null;
    }
    double perSecond = 0;
    double burst = -1;
    for (Map.Entry<String, JsonNode> entry : value.properties()) {
      JsonNode field = entry.getValue();
      switch (entry.getKey()) {
        case "per_second" -> perSecond = field.isNumber() ? field.asDouble() : 0;
        case "burst" -> burst = field.isIntegralNumber() ? field.asDouble() : 0;
        default -> faults.add("rate." + entry.getKey(), "unknown key");
      }
    }
    return limit(perSecond, burst < 0 ? Math.max(1, Math.ceil(perSecond)) : burst, faults);
  }

  private static @Nullable RateLimit limit(double perSecond, double burst, Faults faults) {
    if (!(perSecond > 0 && perSecond <= RateLimit.MAX)) {
      faults.add("rate.per_second", "not a number above 0 and up to " + RateLimit.MAX);
      return null;
    }
    if (!(burst >= 1 && burst <= RateLimit.MAX)) {
      faults.add("rate.burst", "not a whole number within 1 and " + RateLimit.MAX);
      return null;
    }
    if (burst / perSecond > RateLimit.MAX_REFILL_SECONDS) {
      faults.add(
          "rate", "a burst takes more than " + RateLimit.MAX_REFILL_SECONDS + " s to come back");
      return null;
    }
    return new RateLimit(perSecond, (int) burst);
  }
}
