package dev.fairlead.proxy.control.admin;

import dev.fairlead.gossip.replica.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Reads statements in each of their JSON forms.
 *
 * <pre>
 *   "SELECT 1"
 *   ["SELECT … ?", [1, "a"]]
 *   ["SELECT … :id", {":id": 1}]
 *   {"query": "SELECT …", "params": […], "named_params": {…}}     both optional; params wins
 * </pre>
 */
final class StatementJson {
  private static final String FORMS =
      "expected \"SQL\", [\"SQL\", [params]], [\"SQL\", {named}] or {\"query\": \"SQL\", …}";

  private StatementJson() {}

  /** Reads one statement; 422 if it has another shape. */
  static Statement read(JsonNode json) throws RefusedRequest {
    if (json.isString()) {
      return new Statement(json.stringValue(), List.of(), Map.of());
    }
    if (json.isArray() && !json.isEmpty() && json.size() <= 2 && json.get(0).isString()) {
      JsonNode parameters = json.size() == 2 ? json.get(1) : null;
      return with(json.get(0).stringValue(), parameters);
    }
    if (json.isObject() && json.path("query").isString()) {
      JsonNode positional = json.get("params");
      boolean named = positional == null || positional.isNull();
      return with(json.path("query").stringValue(), named ? json.get("named_params") : positional);
    }
    throw new RefusedRequest(422, FORMS);
  }

  private static Statement with(String sql, @Nullable JsonNode parameters) throws RefusedRequest {
    if (parameters == null || parameters.isNull()) {
      return new Statement(sql, List.of(), Map.of());
    }
    if (parameters.isArray()) {
      List<@Nullable Object> values = new ArrayList<>();
      for (JsonNode element : parameters) {
        values.add(value(element));
      }
      return Statement.of(sql, values.toArray());
    }
    if (parameters.isObject()) {
      Map<String, @Nullable Object> values = new LinkedHashMap<>();
      for (Map.Entry<String, JsonNode> entry : parameters.properties()) {
        values.put(entry.getKey(), value(entry.getValue()));
      }
      return named(sql, values);
    }
    throw new RefusedRequest(422, FORMS);
  }

  @SuppressWarnings("NullAway") // javac drops type annotations of compact constructors' parameters
  private static Statement named(String sql, Map<String, @Nullable Object> values) {
    return new Statement(sql, List.of(), values);
  }

  /** A parameter in one of SQLite's storage classes. */
  private static @Nullable Object value(JsonNode json) throws RefusedRequest {
    if (json.isNull()) {
      return null;
    } else if (json.isBoolean()) {
      return json.booleanValue() ? 1L : 0L;
    } else if (json.isIntegralNumber() && json.canConvertToLong()) {
      return json.longValue();
    } else if (json.isNumber()) {
      return json.doubleValue();
    } else if (json.isString()) {
      return json.stringValue();
    } else if (json.isArray()) {
      return blob(json);
    }
    throw new RefusedRequest(422, "a parameter cannot be " + json);
  }

  private static byte[] blob(JsonNode array) throws RefusedRequest {
    byte[] bytes = new byte[array.size()];
    for (int i = 0; i < bytes.length; i++) {
      JsonNode element = array.get(i);
      if (!element.isIntegralNumber()
          || !element.canConvertToInt()
          || element.intValue() < 0
          || element.intValue() > 255) {
        throw new RefusedRequest(422, "a blob is an array of numbers from 0 to 255");
      }
      bytes[i] = (byte) element.intValue();
    }
    return bytes;
  }

  /** A result cell as JSON has it: blobs as arrays of numbers, infinities as null. */
  static @Nullable Object cell(@Nullable Object value) {
    return switch (value) {
      case byte[] bytes -> {
        List<Integer> numbers = new ArrayList<>(bytes.length);
        for (byte b : bytes) {
          numbers.add(b & 0xff);
        }
        yield numbers;
      }
      case Double number -> Double.isFinite(number) ? number : null;
      case null, default -> value;
    };
  }
}
