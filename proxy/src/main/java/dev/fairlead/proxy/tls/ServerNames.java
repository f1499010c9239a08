package dev.fairlead.proxy.tls;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * What belongs to a server name: an exact name goes before a wildcard, which stands for one label
 * (RFC 6125, section 6.4.3); case does not matter.
 *
 * <p>Immutable.
 */
final class ServerNames<T> {
  private static final String WILDCARD = "*.";

  private final Map<String, T> exact = new HashMap<>();
  private final Map<String, T> wildcard = new HashMap<>();
  private final T otherwise;

  /**
   * Names with what belongs to them.
   *
   * @param patterns exact names and such as {@code *.example.com}; other asterisks match nothing
   * @param otherwise for every other name
   */
  ServerNames(Map<String, T> patterns, T otherwise) {
    this.otherwise = otherwise;
    patterns.forEach((pattern, value) -> {
      String name = normal(pattern);
      if (name.startsWith(WILDCARD)) {
        wildcard.put(name.substring(WILDCARD.length()), value);
      } else {
        exact.put(name, value);
      }
    });
  }

  /** What belongs to {@code serverName}; empty if the client named none. */
  T find(String serverName) {
    String name = normal(serverName);
    T found = exact.get(name);
    if (found != null) {
      return found;
    }
    int dot = name.indexOf('.');
    found = dot <= 0 ? null : wildcard.get(name.substring(dot + 1));
    return found == null ? otherwise : found;
  }

  /** In lower case, without the dot that may end a name. */
  static String normal(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
  }
}
