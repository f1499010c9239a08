package dev.fairlead.catalog.model;

import java.time.Duration;
import tools.jackson.databind.JsonNode;

/** Reads the policy keys of {@link Choosing} that are a single value. Pure. */
final class ChoosingParser {
  private static final int MAX_HASH_BALANCE = 1_000;
  private static final Duration MAX_SLOW_START = Duration.ofHours(24);

  private ChoosingParser() {}

  /**
   * {@code choosing} with what {@code value} says for {@code key}.
   *
   * @throws IllegalArgumentException with what is wrong with the value
   */
  static Choosing changed(Choosing choosing, String key, JsonNode value) {
    return switch (key) {
      case "hash_on" -> choosing.withHashOn(HashOn.parse(value.asString("")));
      case "hash_balance_factor" -> choosing.withHashBalance(hashBalance(value));
      case "slow_start" -> choosing.withSlowStart(PolicyParser.duration(value, MAX_SLOW_START));
      case "sticky" -> choosing.withSticky(sticky(value));
      default -> throw new IllegalArgumentException("not a key of choosing");
    };
  }

  private static int hashBalance(JsonNode value) {
    int percent = PolicyParser.count(value, MAX_HASH_BALANCE);
    if (percent > 0 && percent <= 100) {
      throw new IllegalArgumentException(percent + " is not 0 or more than 100");
    }
    return percent;
  }

  private static String sticky(JsonNode value) {
    if (value.isBoolean()) {
      return value.asBoolean() ? Choosing.STICKY : "";
    }
    if (!value.isString() || !HashOn.isName(value.asString())) {
      throw new IllegalArgumentException(value + " is neither true, false nor a cookie's name");
    }
    return value.asString();
  }
}
