package dev.fairlead.proxy.http;

import io.netty.handler.codec.http.HttpHeaders;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What an instance answers to have the request sent again: {@code Fairlead-Replay: region=ams}.
 *
 * <p>Fields are separated by semicolons, values may stand in quotes. At least one of region,
 * instance, service and elsewhere is named. Immutable.
 *
 * @param region the only region that may serve it; empty for any
 * @param instance the only instance that may; empty for any
 * @param service another service that shall; empty for the same
 * @param elsewhere whether the instance that answers shall not get it again
 * @param state what the instance that gets it is told; may be empty
 */
record ReplayOrder(
    String region, String instance, String service, boolean elsewhere, String state) {
  /** The field of the answer. */
  static final String FIELD = "Fairlead-Replay";

  /** The same where {@code [compat] fly} is on. */
  static final String FLY_FIELD = "fly-replay";

  private static final ReplayOrder NOTHING = new ReplayOrder("", "", "", false, "");
  private static final int MAX_CHARS = 1_024;
  private static final Pattern PART =
      Pattern.compile("\\s*([A-Za-z_]+)\\s*=\\s*(?:\"([^\"]*)\"|([^\";\\s]*))\\s*(?:;|$)");

  /** Whether {@code headers} order anything. */
  static boolean in(HttpHeaders headers, boolean fly) {
    return headers.contains(FIELD) || (fly && headers.contains(FLY_FIELD));
  }

  /** The order in {@code headers}; null if it makes no sense. */
  static @Nullable ReplayOrder of(HttpHeaders headers, boolean fly) {
    List<String> lines = headers.getAll(FIELD);
    if (lines.isEmpty() && fly) {
      lines = headers.getAll(FLY_FIELD);
    }
    return lines.size() == 1 ? parse(lines.getFirst()) : null;
  }

  private static @Nullable ReplayOrder parse(String line) {
    if (line.length() > MAX_CHARS) {
      return null;
    }
    ReplayOrder order = NOTHING;
    Matcher part = PART.matcher(line);
    int at = 0;
    while (at < line.length()) {
      part.region(at, line.length());
      if (!part.lookingAt()) {
        return null;
      }
      String value = part.group(2) != null ? part.group(2) : part.group(3);
      order = value.isEmpty() ? null : order.with(part.group(1), value);
      if (order == null) {
        return null;
      }
      at = part.end();
    }
    return order.names() ? order : null;
  }

  private @Nullable ReplayOrder with(String name, String value) {
    return switch (name) {
      case "region" -> new ReplayOrder(value, instance, service, elsewhere, state);
      case "instance" -> new ReplayOrder(region, value, service, elsewhere, state);
      case "service", "app" -> new ReplayOrder(region, instance, value, elsewhere, state);
      case "elsewhere" -> new ReplayOrder(region, instance, service, value.equals("true"), state);
      case "state" -> new ReplayOrder(region, instance, service, elsewhere, value);
      default -> null;
    };
  }

  private boolean names() {
    return elsewhere || !region.isEmpty() || !instance.isEmpty() || !service.isEmpty();
  }
}
