package dev.fairlead.catalog;

import dev.fairlead.catalog.image.PayloadReader;
import dev.fairlead.catalog.image.PayloadWriter;
import dev.fairlead.catalog.load.HostRoutes;
import dev.fairlead.catalog.load.Packing;
import dev.fairlead.catalog.model.Route;
import java.util.ArrayList;
import java.util.List;

/**
 * Routes of a host or port in the image.
 *
 * <pre>
 *   routes n, n × { id, service, host, path, port, options }, unusable m, m × id
 * </pre>
 */
final class HostPacking implements Packing<HostRoutes> {
  private static final int MAX_PORT = 65_535;

  /** Six fields of at least a byte each. */
  private static final int ROUTE_BYTES = 6;

  @Override
  public boolean fits(HostRoutes routes) {
    return true;
  }

  @Override
  public void pack(HostRoutes routes, PayloadWriter into) {
    into.number(routes.routes().size());
    for (Route route : routes.routes()) {
      into.text(route.id()).text(route.service()).text(route.host()).text(route.path());
      into.number(route.port()).text(route.options().text());
    }
    into.number(routes.unusable().size());
    routes.unusable().forEach(into::text);
  }

  @Override
  public HostRoutes unpack(String key, PayloadReader from) {
    List<Route> routes = new ArrayList<>();
    for (int i = from.count(ROUTE_BYTES); i > 0; i--) {
      routes.add(
          new Route(
              from.text(),
              from.text(),
              from.text(),
              from.text(),
              (int) from.number(MAX_PORT),
              from.text()));
    }
    List<String> unusable = new ArrayList<>();
    for (int i = from.count(1); i > 0; i--) {
      unusable.add(from.text());
    }
    return new HostRoutes(routes, unusable);
  }

  @Override
  public List<String> rows(HostRoutes routes) {
    List<String> rows = new ArrayList<>(routes.unusable());
    routes.routes().forEach(route -> rows.add(route.id()));
    return rows;
  }
}
