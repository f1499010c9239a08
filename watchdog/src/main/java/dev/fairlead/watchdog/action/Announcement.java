package dev.fairlead.watchdog.action;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The first line of a supervised node: {@code supervise control=… data=… interval_ms=…
 * deadline_ms=…}, values percent-encoded. It spares the watchdog a parser for configuration files.
 *
 * <p>Immutable.
 *
 * @param control its control socket
 * @param data where evidence is kept
 * @param interval between pings
 * @param deadline without a good answer
 */
public record Announcement(Path control, Path data, Duration interval, Duration deadline) {
  private static final String PREFIX = "supervise ";

  /**
   * Reads it.
   *
   * @return null when the line is something else
   * @throws IllegalArgumentException when it is one, but without a key or with a bad value
   */
  public static @Nullable Announcement parse(String line) {
    if (!line.startsWith(PREFIX)) {
      return null;
    }
    Map<String, String> values = new HashMap<>();
    for (String pair : line.substring(PREFIX.length()).split(" ", -1)) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        values.put(pair.substring(0, equals), decode(pair.substring(equals + 1)));
      }
    }
    return new Announcement(
        Path.of(value(values, "control")),
        Path.of(value(values, "data")),
        Duration.ofMillis(Long.parseLong(value(values, "interval_ms"))),
        Duration.ofMillis(Long.parseLong(value(values, "deadline_ms"))));
  }

  private static String value(Map<String, String> values, String key) {
    String value = values.get(key);
    if (value == null) {
      throw new IllegalArgumentException("the node's first line lacks " + key);
    }
    return value;
  }

  /** Percent-decoding; a plus sign is itself, not the space it would be in a form. */
  private static String decode(String value) {
    return URLDecoder.decode(value.replace("+", "%2B"), StandardCharsets.UTF_8);
  }
}
