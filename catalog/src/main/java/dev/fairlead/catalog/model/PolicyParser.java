package dev.fairlead.catalog.model;

import dev.fairlead.catalog.model.Policy.Balance;
import dev.fairlead.catalog.model.Policy.Spill;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads the {@code policy} column of a service.
 *
 * <p>Never throws: what it cannot use keeps its default and becomes a remark. Confined to one
 * policy.
 */
public final class PolicyParser {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h)");
  private static final Pattern SIZE = Pattern.compile("(\\d{1,9})(B|KiB|MiB|GiB)");
  private static final int MAX_RETRIES = 10;
  static final int MAX_CHARS = 65_536;

  private final List<String> remarks;
  private Policy policy = Policy.DEFAULT;

  private PolicyParser(List<String> remarks) {
    this.remarks = remarks;
  }

  /** The policy in {@code json}; adds a line to {@code remarks} for each key it did not apply. */
  public static Policy parse(String json, List<String> remarks) {
    PolicyParser parser = new PolicyParser(remarks);
    parser.read(json);
    return parser.policy;
  }

  private void read(String json) {
    if (json.isEmpty() || json.equals("{}")) {
      return;
    }
    if (json.length() > MAX_CHARS) {
      unreadable(json, "policy is longer than " + MAX_CHARS + " characters");
      return;
    }
    try {
      JsonNode node = JSON.readTree(json);
      if (!node.isObject()) {
        unreadable(json, "policy is not a JSON object");
        return;
      }
      Iterator<Map.Entry<String, JsonNode>> keys = node.properties().iterator();
      keys.forEachRemaining(entry -> apply(entry.getKey(), entry.getValue()));
    } catch (JacksonException e) {
      unreadable(json, "policy is not JSON: " + e.getOriginalMessage());
    }
  }

  private void apply(String key, JsonNode value) {
    try {
      policy = applied(key, value);
    } catch (IllegalArgumentException e) {
      remarks.add("policy key '" + key + "': " + e.getMessage());
      if (key.equals(GreetingParser.TLS)) {
        policy = policy.with(policy.greeting().with(UpstreamTls.UNUSABLE));
      }
    }
  }

  /** Nothing of it counts, but who may have asked for TLS is not spoken to in clear. */
  private void unreadable(String json, String remark) {
    remarks.add(remark);
    if (json.contains("\"" + GreetingParser.TLS + "\"")) {
      policy = policy.with(policy.greeting().with(UpstreamTls.UNUSABLE));
    }
  }

  private Policy applied(String key, JsonNode value) {
    return switch (key) {
      case "balance" -> policy.withBalance(choice(Balance.class, value));
      case "spill" -> policy.withSpill(choice(Spill.class, value));
      case "retries" -> policy.withRetries(count(value, MAX_RETRIES));
      case "timeout" -> policy.withTimeout(duration(value));
      case "connect_timeout" -> policy.withConnectTimeout(duration(value));
      case "idle_timeout" -> policy.withIdleTimeout(duration(value));
      case "queue_wait" -> policy.withQueueWait(duration(value));
      case "max_body" -> policy.withMaxBodyBytes(bytes(value));
      case "check" -> checked(value);
      case "eject" ->
          policy.with(policy.choosing().withEjection(EjectionParser.parse(value, remarks)));
      case "hash_on", "hash_balance_factor", "sticky", "slow_start" ->
          policy.with(ChoosingParser.changed(policy.choosing(), key, value));
      case "proxy_protocol", GreetingParser.TLS ->
          policy.with(GreetingParser.changed(policy.greeting(), key, value));
      case "retry_budget", "retry_on", "try_timeout", "replay_body", "queue" ->
          policy.withEffort(EffortParser.changed(policy.effort(), key, value));
      default -> throw new IllegalArgumentException("not applied by this version");
    };
  }

  /** Routing goes by what checks say, not by how they ask: only whether it can be used is said. */
  private Policy checked(JsonNode value) {
    var _ = CheckParser.parse(value);
    return policy;
  }

  /** One of an enum's constants, in lower case. */
  static <E extends Enum<E>> E choice(Class<E> type, JsonNode value) {
    for (E constant : type.getEnumConstants()) {
      if (value.isString() && constant.name().toLowerCase(Locale.ROOT).equals(value.asString())) {
        return constant;
      }
    }
    throw new IllegalArgumentException(value + " is none of its values");
  }

  /** A whole number from 0 to {@code max}. */
  static int count(JsonNode value, int max) {
    if (!value.isIntegralNumber() || !value.canConvertToInt()) {
      throw new IllegalArgumentException(value + " is not a whole number");
    }
    int count = value.asInt();
    if (count < 0 || count > max) {
      throw new IllegalArgumentException(count + " is not within 0 and " + max);
    }
    return count;
  }

  /** A duration of at most {@code most}. */
  static Duration duration(JsonNode value, Duration most) {
    Duration duration = duration(value);
    if (duration.compareTo(most) > 0) {
      throw new IllegalArgumentException(value + " is more than " + most.toHours() + "h");
    }
    return duration;
  }

  /** A duration as text. */
  static Duration duration(JsonNode value) {
    Matcher matcher = DURATION.matcher(value.isString() ? value.asString() : "");
    if (!matcher.matches()) {
      throw new IllegalArgumentException(value + " is no duration such as \"250ms\"");
    }
    long amount = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "ms" -> Duration.ofMillis(amount);
      case "s" -> Duration.ofSeconds(amount);
      case "m" -> Duration.ofMinutes(amount);
      default -> Duration.ofHours(amount);
    };
  }

  /** A size in bytes: a whole number, or text such as {@code 64KiB}. */
  static long bytes(JsonNode value) {
    if (value.isIntegralNumber() && value.canConvertToLong() && value.asLong() >= 0) {
      return value.asLong();
    }
    Matcher matcher = SIZE.matcher(value.isString() ? value.asString() : "");
    if (!matcher.matches()) {
      throw new IllegalArgumentException(value + " is no size such as \"64KiB\"");
    }
    long amount = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "B" -> amount;
      case "KiB" -> amount << 10;
      case "MiB" -> amount << 20;
      default -> amount << 30;
    };
  }
}
