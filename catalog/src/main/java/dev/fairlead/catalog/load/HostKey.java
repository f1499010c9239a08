package dev.fairlead.catalog.load;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Under which name the routes of a request are held: a host in canonical form, such as {@code
 * a.example.com}, for the routes that name it or a wildcard above it; or {@code :443} for the
 * routes of any host on that port.
 *
 * <p>Pure functions. A canonical host is lower case, without trailing dot, 1 to {@value #MAX_HOST}
 * characters out of letters, digits, hyphen, underscore and dot, or an IPv6 literal in brackets.
 */
public final class HostKey {
  /** The longest name DNS allows. */
  public static final int MAX_HOST = 253;

  private static final String WILDCARD = "*.";

  private HostKey() {}

  /** {@code host} in canonical form, the same object if it is already; null if it can't be one. */
  public static @Nullable String canonical(String host) {
    int length = host.length();
    if (length > 0 && host.charAt(length - 1) == '.') {
      length--;
    }
    if (length == 0 || length > MAX_HOST) {
      return null;
    }
    boolean literal = host.charAt(0) == '[';
    boolean lower = true;
    for (int i = 0; i < length; i++) {
      char c = host.charAt(i);
      if (!allowed(c) && !(literal && inLiteral(c))) {
        return null;
      }
      lower &= c < 'A' || c > 'Z';
    }
    String trimmed = length == host.length() ? host : host.substring(0, length);
    return lower ? trimmed : trimmed.toLowerCase(Locale.ROOT);
  }

  private static boolean allowed(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= '0' && c <= '9')
        || (c >= 'A' && c <= 'Z')
        || c == '.'
        || c == '-'
        || c == '_';
  }

  private static boolean inLiteral(char c) {
    return c == '[' || c == ']' || c == ':';
  }

  /** The key of the routes of any host on {@code port}. */
  public static String ofPort(int port) {
    return ":" + port;
  }

  static boolean isPort(String key) {
    return key.charAt(0) == ':';
  }

  static int port(String key) {
    return Integer.parseInt(key.substring(1));
  }

  /** The hosts a route may name to match {@code host}, longest first: itself, its wildcards. */
  static List<String> patterns(String host) {
    List<String> patterns = new ArrayList<>();
    patterns.add(host);
    for (int dot = host.indexOf('.'); dot >= 0; dot = host.indexOf('.', dot + 1)) {
      patterns.add("*" + host.substring(dot));
    }
    return patterns;
  }

  /** {@link #patterns} as a JSON array; canonical hosts need no escapes. */
  static String patternsAsJson(String host) {
    return patterns(host).stream().collect(Collectors.joining("\",\"", "[\"", "\"]"));
  }

  /** Whether a route's host is a wildcard. */
  public static boolean isWildcard(String pattern) {
    return pattern.startsWith(WILDCARD);
  }

  /** {@code .example.com} of {@code *.example.com}: what the hosts it matches end with. */
  public static String suffix(String wildcard) {
    return wildcard.substring(1);
  }
}
