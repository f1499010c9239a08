package dev.fairlead.catalog.load;

import dev.fairlead.catalog.model.Route;
import dev.fairlead.catalog.path.BadPathException;
import dev.fairlead.catalog.path.PathForm;
import dev.fairlead.gossip.replica.ReplicaReader;
import dev.fairlead.gossip.replica.ReplicaReader.Row;
import dev.fairlead.gossip.replica.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Reads the routes that can match one {@link HostKey}.
 *
 * <p>Thread-safe; blocks on the file.
 */
public final class RouteQuery {
  private static final String COLUMNS =
      "SELECT id, service, host, path, port, options, " + Arrived.ROUTE + " FROM route";
  private static final String BY_HOST =
      COLUMNS + " WHERE host COLLATE NOCASE IN (SELECT value FROM json_each(?))";
  private static final String BY_PORT =
      COLUMNS + " WHERE host = '' COLLATE NOCASE AND port IN (0, ?)";

  private static final int ARRIVED_COLUMN = 6;

  private final Malformed malformed;

  /** Notes rows it cannot use in {@code malformed}. */
  public RouteQuery(Malformed malformed) {
    this.malformed = malformed;
  }

  /** The routes of {@code key}; null if there is no row at all. */
  public @Nullable HostRoutes read(ReplicaReader reader, String key) {
    List<Route> routes = new ArrayList<>();
    List<String> unusable = new ArrayList<>();
    reader.query(
        statement(key),
        row -> {
          Route route = route(row);
          if (route == null) {
            unusable.add(row.text(0));
          } else {
            routes.add(route);
          }
        });
    return routes.isEmpty() && unusable.isEmpty() ? null : new HostRoutes(routes, unusable);
  }

  private static Statement statement(String key) {
    return HostKey.isPort(key)
        ? Statement.of(BY_PORT, (long) HostKey.port(key))
        : Statement.of(BY_HOST, HostKey.patternsAsJson(key));
  }

  /** The route of a row; null if it can't be used, is of no service, or not complete. */
  private @Nullable Route route(Row row) {
    if (row.integer(ARRIVED_COLUMN) == 0) {
      return null;
    }
    String path = path(row);
    long port = row.integer(4);
    if (path.isEmpty() || port < 0 || port > 65_535) {
      malformed.note("route '%s': path '%s', port %d".formatted(row.text(0), row.text(3), port));
      return null;
    }
    String host = row.text(2).toLowerCase(Locale.ROOT);
    Route route = new Route(row.text(0), row.text(1), host, path, (int) port, row.text(5));
    for (String fault : route.options().faults()) {
      malformed.noteOptions("route '%s': %s".formatted(route.id(), fault));
    }
    return leadsSomewhere(route) ? route : null;
  }

  /** A redirect needs no service. */
  private static boolean leadsSomewhere(Route route) {
    return !route.service().isEmpty() || route.options().redirect() != null;
  }

  /** The path in normal form, as requests are asked for; empty if it has none. */
  private static String path(Row row) {
    try {
      return row.text(3).isEmpty() ? "/" : PathForm.normal(row.text(3));
    } catch (BadPathException e) {
      return "";
    }
  }
}
