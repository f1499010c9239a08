package dev.fairlead.catalog.model;

import java.math.BigDecimal;
import java.util.EnumSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/**
 * Reads the keys of an {@link Effort}.
 *
 * <p>Pure; throws {@link IllegalArgumentException} with the reason for what it cannot use.
 */
final class EffortParser {
  private static final Pattern PERCENT = Pattern.compile("(\\d{1,3}(?:\\.\\d)?)%");
  private static final Pattern SIZE = Pattern.compile("(\\d{1,7})(B|KiB|MiB)");

  private EffortParser() {}

  /** {@code effort} with {@code key} set to {@code value}. */
  static Effort changed(Effort effort, String key, JsonNode value) {
    return switch (key) {
      case "retry_budget" -> effort.withBudgetPermille(permille(value));
      case "retry_on" -> effort.withRetryOn(occasions(value));
      case "try_timeout" -> effort.withTryTimeout(PolicyParser.duration(value));
      case "replay_body" -> effort.withReplayBodyBytes(bytes(value));
      case "queue" -> effort.withQueue(PolicyParser.count(value, Effort.MAX_QUEUE));
      default -> throw new IllegalArgumentException("no key of an effort");
    };
  }

  /** {@code "20%"} or {@code 0.2}. */
  private static int permille(JsonNode value) {
    Matcher percent = PERCENT.matcher(value.isString() ? value.asString() : "");
    BigDecimal permille;
    if (percent.matches()) {
      permille = new BigDecimal(percent.group(1)).movePointRight(1);
    } else if (value.isNumber()) {
      permille = value.decimalValue().movePointRight(3);
    } else {
      throw new IllegalArgumentException(value + " is no share such as \"20%\" or 0.2");
    }
    if (permille.signum() < 0
        || permille.compareTo(BigDecimal.valueOf(Effort.MAX_BUDGET_PERMILLE)) > 0) {
      throw new IllegalArgumentException(value + " is not within 0% and 100%");
    }
    return permille.intValue();
  }

  private static Set<RetryOn> occasions(JsonNode value) {
    if (!value.isArray()) {
      throw new IllegalArgumentException(value + " is no list such as [\"connect\", \"503\"]");
    }
    Set<RetryOn> occasions = EnumSet.noneOf(RetryOn.class);
    for (JsonNode word : value) {
      occasions.add(occasion(word));
    }
    return occasions;
  }

  private static RetryOn occasion(JsonNode word) {
    for (RetryOn occasion : RetryOn.values()) {
      if (word.isString() && occasion.word().equals(word.asString())) {
        return occasion;
      }
    }
    throw new IllegalArgumentException(word + " is none of its values");
  }

  private static int bytes(JsonNode value) {
    Matcher size = SIZE.matcher(value.isString() ? value.asString() : "");
    if (!size.matches()) {
      throw new IllegalArgumentException(value + " is no size such as \"64KiB\"");
    }
    long unit =
        switch (size.group(2)) {
          case "KiB" -> 1024;
          case "MiB" -> 1024 * 1024;
          default -> 1;
        };
    long bytes = Long.parseLong(size.group(1)) * unit;
    if (bytes > Effort.MAX_REPLAY_BODY_BYTES) {
      throw new IllegalArgumentException(value + " is more than 1MiB");
    }
    return (int) bytes;
  }
}
