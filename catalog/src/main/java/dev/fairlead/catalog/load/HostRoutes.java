package dev.fairlead.catalog.load;

import dev.fairlead.catalog.model.Route;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The routes that can match one host, or any host on one port, in the order they are tried.
 *
 * <p>The order: exact host, longest wildcard, shorter ones; then a route for the very port before
 * one for any; then the longest path; then the smallest id. The first that fits is the answer:
 * found by trying them while they are few, by a {@link PathTable} beyond {@value #FEW}. Immutable.
 */
public final class HostRoutes {
  /** From here on a table is quicker than trying one after the other. */
  static final int FEW = 8;

  private static final int ENTRY_BYTES = 80;
  private static final int ROUTE_BYTES = 168;

  private static final Comparator<Route> ORDER =
      Comparator.comparing((Route route) -> HostKey.isWildcard(route.host()))
          .thenComparingInt(route -> -route.host().length())
          .thenComparing(Route::host)
          .thenComparing(route -> route.port() == 0)
          .thenComparingInt(Route::port)
          .thenComparingInt(route -> -PathTable.prefixLength(route.path()))
          .thenComparing(Route::id);

  private final List<Route> routes;
  private final List<String> unusable;
  private final @Nullable PathTable table;

  /**
   * Routes of one {@link HostKey}, in any order.
   *
   * @param unusable the ids of its rows that cannot be used
   */
  public HostRoutes(List<Route> routes, List<String> unusable) {
    this.routes = routes.stream().sorted(ORDER).toList();
    this.unusable = List.copyOf(unusable);
    this.table = routes.size() > FEW ? new PathTable(this.routes) : null;
  }

  /** The routes, in the order they are tried. */
  public List<Route> routes() {
    return routes;
  }

  /** The ids of its rows that cannot be used. */
  public List<String> unusable() {
    return unusable;
  }

  /** The route for {@code path} on {@code port}; null if none fits. */
  public @Nullable Route match(String path, int port) {
    if (table != null) {
      return table.match(path, port);
    }
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
    if (table != null) {
      return table.matchPort(port);
    }
    for (int i = 0; i < routes.size(); i++) {
      Route route = routes.get(i);
      if (route.port() == port && pathFits(route.path(), "/")) {
        return route;
      }
    }
    return null;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof HostRoutes that
        && routes.equals(that.routes)
        && unusable.equals(that.unusable);
  }

  @Override
  public int hashCode() {
    return 31 * routes.hashCode() + unusable.hashCode();
  }

  /** About what it weighs, in bytes. */
  public int bytes() {
    long chars = 0;
    for (Route route : routes) {
      chars += route.options().bytes() + route.path().length() + route.host().length();
      chars += route.id().length() + route.service().length();
    }
    long bytes = ENTRY_BYTES + 64L * unusable.size() + (long) ROUTE_BYTES * routes.size() + chars;
    return (int) Math.min(bytes, Integer.MAX_VALUE);
  }

  /** Whether {@code prefix} ends on a segment border of {@code path}; a last slash is ignored. */
  static boolean pathFits(String prefix, String path) {
    int length = PathTable.prefixLength(prefix);
    return path.regionMatches(0, prefix, 0, length)
        && (path.length() == length || path.charAt(length) == '/' || length == 0);
  }
}
