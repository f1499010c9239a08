package dev.fairlead.catalog.options;

import dev.fairlead.catalog.path.BadPathException;
import dev.fairlead.catalog.path.PathForm;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads the {@code options} column of a route.
 *
 * <p>Never throws. Confined to one column.
 */
final class OptionsReader {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Faults faults = new Faults();
  private final String routePath;
  private @Nullable Redirect redirect;
  private String stripPath = "";
  private HeaderEdits headers = HeaderEdits.NONE;
  private Split split = Split.NONE;
  private @Nullable Networks allow;
  private Networks deny = Networks.NONE;
  private @Nullable RateLimit rate;

  private OptionsReader(String routePath) {
    this.routePath = routePath;
  }

  static RouteOptions read(String text, String routePath) {
    OptionsReader reader = new OptionsReader(routePath);
    reader.read(text);
    return new RouteOptions(
        text,
        reader.redirect,
        reader.stripPath,
        reader.headers,
        reader.split,
        reader.allow,
        reader.deny,
        reader.rate,
        reader.faults.lines());
  }

  private void read(String text) {
    if (text.length() > RouteOptions.MAX_CHARS) {
      faults.add("options", "longer than " + RouteOptions.MAX_CHARS + " characters");
      return;
    }
    try {
      JsonNode root = JSON.readTree(text);
      if (root.isObject()) {
        root.properties().forEach(entry -> key(entry.getKey(), entry.getValue()));
      } else {
        faults.add("options", "not a JSON object");
      }
    } catch (JacksonException e) {
      String place =
          e.getLocation() == null ? "" : " at character " + e.getLocation().getCharOffset();
      faults.add("options", "not JSON" + place + ": " + e.getOriginalMessage());
    }
  }

  private void key(String key, JsonNode value) {
    switch (key) {
      case "redirect" -> redirect = RedirectReader.read(value, faults);
      case "strip_path" -> stripPath = prefix(value);
      case "headers" -> headers = HeadersReader.read(value, faults);
      case "split" -> split = SplitReader.read(value, faults);
      case "allow" -> allow = NetworksReader.read(key, value, faults);
      case "deny" -> deny = NetworksReader.read(key, value, faults);
      case "rate" -> rate = RateReader.read(value, faults);
      default -> faults.add(key, "unknown key");
    }
  }

  /** Without its last slash, which says nothing. */
  private String prefix(JsonNode value) {
    if (value.isBoolean()) {
      return value.asBoolean() ? withoutLastSlash(routePath) : "";
    }
    if (!value.isString()) {
      faults.add("strip_path", "neither true nor a path");
      return "";
    }
    try {
      return withoutLastSlash(PathForm.normal(value.asString()));
    } catch (BadPathException e) {
      faults.add("strip_path", e.words() + " at byte " + e.offset());
      return "";
    }
  }

  private static String withoutLastSlash(String path) {
    return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
  }
}
