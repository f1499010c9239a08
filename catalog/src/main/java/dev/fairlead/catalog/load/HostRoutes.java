package dev.fairlead.catalog.load;

import dev.fairlead.catalog.model.Route;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The routes that can match one host, or any host on one port, in the order they are tried.
 *
 * <p>The order: exact host, longest wildcard, shorter ones; then a route for the very port before
 * one for any; then the longest path; then the smallest id. The first that fits is the answer.
 * Immutable.
 *
 * @param routes in that order
 * @param ids the ids of all rows read, malformed ones too
 */
public record HostRoutes(List<Route> routes, List<String> ids) {
  private static final int ENTRY_BYTES = 160;
  private static final int ROUTE_BYTES = 360;

  private static final Comparator<Route> ORDER =
      Comparator.comparing((Route route) -> HostKey.isWildcard(route.host()))
          .thenComparingInt(route -> -route.host().length())
          .thenComparing(route -> route.port() == 0)
          .thenComparingInt(route -> -prefixLength(route.path()))
          .thenComparing(Route::id);

  /** Copies the lists. */
  public HostRoutes {
    routes = List.copyOf(routes);
    ids = List.copyOf(ids);
  }

  /** Puts {@code routes} in order. */
  static HostRoutes of(List<Route> routes, List<String> ids) {
    return new HostRoutes(routes.stream().sorted(ORDER).toList(), ids);
  }

  /** The route for {@code path} on {@code port}; null if none fits. */
  public @Nullable Route match(String path, int port) {
    for (int i = 0; i < routes.size(); i++) { // by index: no iterator on the hot path
      Route route = routes.get(i);
      if ((route.port() == 0 || route.port() == port) && pathFits(route.path(), path)) {
        return route;
      }
    }
    return null;
  }

  /** The route of a plain TCP listener: it must name the port. */
  public @Nullable Route matchPort(int port) {
    for (int i = 0; i < routes.size(); i++) {
      Route route = routes.get(i);
      if (route.port() == port && pathFits(route.path(), "/")) {
        return route;
      }
    }
    return null;
  }

  /** About what it weighs, in bytes. */
  public int bytes() {
    long chars = 0;
    for (Route route : routes) {
      chars += route.options().length() + route.path().length() + route.host().length();
    }
    long bytes = ENTRY_BYTES + 64L * ids.size() + (long) ROUTE_BYTES * routes.size() + chars;
    return (int) Math.min(bytes, Integer.MAX_VALUE);
  }

  /** Whether {@code prefix} ends on a segment border of {@code path}; a last slash is ignored. */
  static boolean pathFits(String prefix, String path) {
    int length = prefixLength(prefix);
    return path.regionMatches(0, prefix, 0, length)
        && (path.length() == length || path.charAt(length) == '/' || length == 0);
  }

  private static int prefixLength(String prefix) {
    int length = prefix.length();
    return prefix.endsWith("/") ? length - 1 : length;
  }
}
