package dev.fairlead.proxy.route;

import dev.fairlead.catalog.Catalog;
import dev.fairlead.catalog.Lookup;
import dev.fairlead.catalog.ServiceLookup;

/** How a request or connection names the service it wants. Immutable. */
public sealed interface Query {
  /** Asks the catalog; never waits. */
  Sought ask(Catalog catalog);

  /**
   * By the HTTP request or TLS server name.
   *
   * @param host host name without port
   * @param path absolute path without query
   * @param port port of the listener
   */
  record ByHost(String host, String path, int port) implements Query {
    @Override
    public Sought ask(Catalog catalog) {
      return sought(catalog.lookup(host, path, port));
    }
  }

  /**
   * By the port of a TCP listener.
   *
   * @param port the port
   */
  record ByPort(int port) implements Query {
    @Override
    public Sought ask(Catalog catalog) {
      return sought(catalog.lookup(port));
    }
  }

  /**
   * By the service's id, which another region's proxy found.
   *
   * @param service the id
   */
  record ById(String service) implements Query {
    @Override
    public Sought ask(Catalog catalog) {
      return switch (catalog.service(service)) {
        case ServiceLookup.Found found -> new Sought.Ready(found.view(), "");
        case ServiceLookup.Loading loading -> new Sought.Loading(loading.done());
        case ServiceLookup.Unknown _ -> new Sought.Missing(Fault.FR02);
      };
    }
  }

  private static Sought sought(Lookup lookup) {
    return switch (lookup) {
      case Lookup.Found found -> new Sought.Ready(found.view(), found.route().id());
      case Lookup.Loading loading -> new Sought.Loading(loading.done());
      case Lookup.Unknown _ -> new Sought.Missing(Fault.FR01);
    };
  }
}
