package dev.fairlead.catalog.options;

import dev.fairlead.catalog.options.HeaderEdits.Edits;
import dev.fairlead.catalog.options.HeaderEdits.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Reads {@code headers}: {@code {"request": {"set": {"X-A": "1"}, "remove": ["X-B"]}, "response":
 * …}}. Pure.
 */
final class HeadersReader {
  private HeadersReader() {}

  static HeaderEdits read(JsonNode value, Faults faults) {
    if (!value.isObject()) {
      faults.add("headers", "not an object with \"request\" and \"response\"");
      return HeaderEdits.NONE;
    }
    Edits request = Edits.NONE;
    Edits response = Edits.NONE;
    for (Map.Entry<String, JsonNode> side : value.properties()) {
      String place = "headers." + side.getKey();
      switch (side.getKey()) {
        case "request" -> request = edits(place, side.getValue(), faults);
        case "response" -> response = edits(place, side.getValue(), faults);
        default -> faults.add(place, "unknown key");
      }
    }
    return new HeaderEdits(request, response);
  }

  private static Edits edits(String place, JsonNode value, Faults faults) {
    if (!value.isObject()) {
      faults.add(place, "not an object with \"set\" and \"remove\"");
      return Edits.NONE;
    }
    List<Field> set = new ArrayList<>();
    List<String> remove = new ArrayList<>();
    for (Map.Entry<String, JsonNode> entry : value.properties()) {
      String at = place + "." + entry.getKey();
      switch (entry.getKey()) {
        case "set" -> set(at, entry.getValue(), set, faults);
        case "remove" -> remove(at, entry.getValue(), remove, faults);
        default -> faults.add(at, "unknown key");
      }
    }
    return new Edits(set, remove);
  }

  private static void set(String place, JsonNode value, List<Field> into, Faults faults) {
    if (!value.isObject()) {
      faults.add(place, "not an object of names and values");
      return;
    }
    for (Map.Entry<String, JsonNode> field : value.properties()) {
      String name = field.getKey();
      String text = field.getValue().isString() ? field.getValue().asString() : null;
      String problem = text == null ? "value is not a string" : problem(name, text);
      if (problem == null && into.size() == HeaderEdits.MAX_FIELDS) {
        problem = "more than " + HeaderEdits.MAX_FIELDS + " fields";
      }
      if (problem != null || text == null) {
        faults.add(place + "." + name, String.valueOf(problem));
      } else {
        into.add(new Field(name, text));
      }
    }
  }

  private static @Nullable String problem(String name, String value) {
    String problem = HeaderEdits.nameProblem(name);
    return problem != null ? problem : HeaderEdits.valueProblem(value);
  }

  private static void remove(String place, JsonNode value, List<String> into, Faults faults) {
    if (!value.isArray()) {
      faults.add(place, "not a list of names");
      return;
    }
    for (int i = 0; i < value.size(); i++) {
      JsonNode name = value.get(i);
      String problem =
          name.isString() ? HeaderEdits.nameProblem(name.asString()) : "not a field name";
      if (problem == null && into.size() == HeaderEdits.MAX_FIELDS) {
        problem = "more than " + HeaderEdits.MAX_FIELDS + " names";
      }
      if (problem != null) {
        faults.add(place + "[" + i + "]", problem);
      } else {
        into.add(name.asString());
      }
    }
  }
}
