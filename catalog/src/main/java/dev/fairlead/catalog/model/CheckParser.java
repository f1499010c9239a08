package dev.fairlead.catalog.model;

import dev.fairlead.catalog.model.CheckSpec.Ask;
import dev.fairlead.catalog.model.CheckSpec.Connect;
import dev.fairlead.catalog.model.CheckSpec.Get;
import dev.fairlead.catalog.model.CheckSpec.Statuses;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * Reads the {@code check} key of a policy: {@code "http"}, {@code "tcp"}, or an object with {@code
 * type}.
 *
 * <p>One unusable key makes the whole check unusable: half of a check might say that an instance
 * fails which the whole one would pass. Pure.
 */
final class CheckParser {
  static final Duration MIN_INTERVAL = Duration.ofMillis(100);
  static final Duration MAX_INTERVAL = Duration.ofHours(1);
  static final Duration MIN_TIMEOUT = Duration.ofMillis(10);
  static final Duration MAX_TIMEOUT = Duration.ofMinutes(1);

  /** Of {@code rise} and {@code fall}. */
  static final int MAX_COUNT = 100;

  static final int MAX_PATH_CHARS = 1_024;

  /** Entries of {@code expect}. */
  static final int MAX_EXPECTED = 16;

  private static final Duration INTERVAL = Duration.ofSeconds(5);
  private static final Duration TIMEOUT = Duration.ofSeconds(1);
  private static final int RISE = 2;
  private static final int FALL = 3;
  private static final List<Statuses> EXPECTED = List.of(new Statuses(200, 399));

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Set<String> KEYS =
      new TreeSet<>(Set.of("type", "port", "interval", "timeout", "rise", "fall"));
  private static final Set<String> HTTP_KEYS = new TreeSet<>(Set.of("path", "host", "expect"));

  /** Nothing that could end a request line. */
  private static final Pattern PATH = Pattern.compile("/[\\x21-\\x7e]*");

  private static final Pattern HOST = Pattern.compile("[A-Za-z0-9._:\\[\\]-]{1,255}");
  private static final Pattern CLASS = Pattern.compile("[1-5]xx");

  private CheckParser() {}

  /** As {@link CheckSpec#ofPolicy}; what is wrong with it is said when the service is loaded. */
  static @Nullable CheckSpec ofPolicy(String policy) {
    if (!policy.contains("check") || policy.length() > PolicyParser.MAX_CHARS) {
      return null;
    }
    try {
      JsonNode check = JSON.readTree(policy).get("check");
      return check == null ? null : greeting(parse(check), policy);
    } catch (JacksonException | IllegalArgumentException e) {
      return null;
    }
  }

  /** What listens at a port of its own is there for checks, and may be greeted as it likes. */
  private static CheckSpec greeting(CheckSpec spec, String policy) {
    return spec.port() != 0
        ? spec
        : spec.with(PolicyParser.parse(policy, new ArrayList<>()).greeting());
  }

  /**
   * The check that {@code value} asks for.
   *
   * @throws IllegalArgumentException naming the key that cannot be used, and why
   */
  static CheckSpec parse(JsonNode value) {
    if (value.isString()) {
      return object(JsonNodeFactory.instance.objectNode().set("type", value));
    }
    if (!value.isObject()) {
      throw new IllegalArgumentException(value + " is neither \"http\", \"tcp\" nor an object");
    }
    return object(value);
  }

  private static CheckSpec object(JsonNode object) {
    boolean http = isHttp(object.get("type"));
    for (Map.Entry<String, JsonNode> entry : object.properties()) {
      if (!KEYS.contains(entry.getKey()) && !(http && HTTP_KEYS.contains(entry.getKey()))) {
        throw new IllegalArgumentException(
            "'" + entry.getKey() + "' is none of " + KEYS + (http ? " and " + HTTP_KEYS : ""));
      }
    }
    Duration interval = duration(object, "interval", INTERVAL, MIN_INTERVAL, MAX_INTERVAL);
    Duration most = interval.compareTo(MAX_TIMEOUT) < 0 ? interval : MAX_TIMEOUT;
    Duration timeout =
        duration(
            object, "timeout", TIMEOUT.compareTo(most) < 0 ? TIMEOUT : most, MIN_TIMEOUT, most);
    Ask ask = http ? get(object) : new Connect();
    return new CheckSpec(
        ask,
        count(object, "port", 0, 65_535),
        interval,
        timeout,
        count(object, "rise", RISE, MAX_COUNT),
        count(object, "fall", FALL, MAX_COUNT),
        Greeting.NONE);
  }

  private static boolean isHttp(@Nullable JsonNode type) {
    String text = type != null && type.isString() ? type.asString() : "";
    return switch (text) {
      case "http" -> true;
      case "tcp" -> false;
      default -> throw new IllegalArgumentException("type " + type + " is neither http nor tcp");
    };
  }

  private static Get get(JsonNode object) {
    String path = text(object, "path", "/", PATH);
    if (path.length() > MAX_PATH_CHARS) {
      throw new IllegalArgumentException("path is longer than " + MAX_PATH_CHARS + " characters");
    }
    JsonNode expect = object.get("expect");
    return new Get(
        path, text(object, "host", "", HOST), expect == null ? EXPECTED : statuses(expect));
  }

  private static String text(JsonNode object, String key, String absent, Pattern pattern) {
    JsonNode value = object.get(key);
    if (value == null) {
      return absent;
    }
    if (!value.isString() || !pattern.matcher(value.asString()).matches()) {
      throw new IllegalArgumentException(key + " " + value + " is no HTTP " + key);
    }
    return value.asString();
  }

  private static List<Statuses> statuses(JsonNode value) {
    if (!value.isArray() || value.isEmpty() || value.size() > MAX_EXPECTED) {
      throw new IllegalArgumentException(
          "expect " + value + " is no list of 1 to " + MAX_EXPECTED + " statuses");
    }
    List<Statuses> statuses = new ArrayList<>();
    for (JsonNode each : value) {
      statuses.add(statusesOf(each));
    }
    return statuses;
  }

  private static Statuses statusesOf(JsonNode value) {
    if (value.isString() && CLASS.matcher(value.asString()).matches()) {
      int first = 100 * (value.asString().charAt(0) - '0');
      return new Statuses(first, first + 99);
    }
    if (value.isIntegralNumber() && value.canConvertToInt()) {
      int status = value.asInt();
      if (status >= 100 && status <= 599) {
        return new Statuses(status, status);
      }
    }
    throw new IllegalArgumentException("expect: " + value + " is no status such as 204 or \"2xx\"");
  }

  private static Duration duration(
      JsonNode object, String key, Duration absent, Duration least, Duration most) {
    JsonNode value = object.get(key);
    if (value == null) {
      return absent;
    }
    Duration duration = PolicyParser.duration(value);
    if (duration.compareTo(least) < 0 || duration.compareTo(most) > 0) {
      throw new IllegalArgumentException(
          "%s %s is not within %d ms and %d ms"
              .formatted(key, value, least.toMillis(), most.toMillis()));
    }
    return duration;
  }

  private static int count(JsonNode object, String key, int absent, int most) {
    JsonNode value = object.get(key);
    if (value == null) {
      return absent;
    }
    if (!value.isIntegralNumber()
        || !value.canConvertToInt()
        || value.asInt() < 1
        || value.asInt() > most) {
      throw new IllegalArgumentException(
          key + " " + value + " is no whole number within 1 and " + most);
    }
    return value.asInt();
  }
}
