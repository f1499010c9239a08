package dev.fairlead.catalog.options;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads {@code redirect}: {@code {"to": "https://{host}{path}{query}", "status": 308}}. Pure. */
final class RedirectReader {
  private RedirectReader() {}

  /** The redirect; null if there is none that can be applied. */
  static @Nullable Redirect read(JsonNode value, Faults faults) {
    if (!value.isObject()) {
      faults.add("redirect", "not an object with \"to\"");
      return null;
    }
    String to = "";
    int status = Redirect.DEFAULT_STATUS;
    for (Map.Entry<String, JsonNode> entry : value.properties()) {
      JsonNode field = entry.getValue();
      switch (entry.getKey()) {
        case "to" -> to = field.isString() ? field.asString() : "";
        case "status" -> status = status(field, faults);
        default -> faults.add("redirect." + entry.getKey(), "unknown key");
      }
    }
    String problem = Redirect.problem(to);
    if (problem != null) {
      faults.add("redirect.to", problem);
      return null;
    }
    return new Redirect(to, status);
  }

  private static int status(JsonNode field, Faults faults) {
    if (field.isIntegralNumber()
        && field.canConvertToInt()
        && Redirect.STATUSES.contains(field.asInt())) {
      return field.asInt();
    }
    faults.add(
        "redirect.status",
        field + " is none of " + Redirect.STATUSES + ", " + Redirect.DEFAULT_STATUS + " is sent");
    return Redirect.DEFAULT_STATUS;
  }
}
