package dev.fairlead.proxy.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.tomlj.TomlArray;
import org.tomlj.TomlTable;

/**
 * Replaces <code>${NAME}</code> in text values by the environment variable; a variable that is not
 * set is an error.
 *
 * <p>Works on values after the file is parsed, so that no variable can add keys. Thread-safe if the
 * environment is.
 */
final class Expansion {
  private static final Pattern VARIABLE = Pattern.compile("\\$\\{([^}]*)\\}");

  private final Function<String, @Nullable String> environment;

  Expansion(Function<String, @Nullable String> environment) {
    this.environment = environment;
  }

  /** Expands a text, or those of a list or table, which become a {@link List} or {@link Map}. */
  Object apply(Object raw) throws BadValue {
    if (raw instanceof String text) {
      return text(text);
    }
    if (raw instanceof TomlArray array) {
      List<Object> result = new ArrayList<>();
      for (Object element : array.toList()) {
        result.add(apply(element));
      }
      return result;
    }
    if (raw instanceof TomlTable table) {
      Map<String, Object> result = new LinkedHashMap<>();
      for (Map.Entry<String, Object> entry : table.entrySet()) {
        result.put(entry.getKey(), apply(entry.getValue()));
      }
      return result;
    }
    return raw;
  }

  private String text(String text) throws BadValue {
    Matcher matcher = VARIABLE.matcher(text);
    StringBuilder result = new StringBuilder();
    while (matcher.find()) {
      String value = environment.apply(matcher.group(1));
      if (value == null) {
        throw new BadValue("environment variable " + matcher.group(1) + " is not set");
      }
      matcher.appendReplacement(result, Matcher.quoteReplacement(value));
    }
    return matcher.appendTail(result).toString();
  }
}
