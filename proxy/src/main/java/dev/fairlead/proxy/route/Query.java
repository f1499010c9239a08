package dev.fairlead.proxy.route;

import dev.fairlead.catalog.Catalog;
import dev.fairlead.catalog.Lookup;

/** How a request or connection names the service it wants. Immutable. */
public sealed interface Query {
  /** Asks the catalog; never waits. */
  Lookup ask(Catalog catalog);

  /** How it is answered that there is none. */
  default Fault missing() {
    return Fault.FR01;
  }

  /**
   * By the HTTP request or TLS server name.
   *
   * @param host host name without port
   * @param path absolute path without query
   * @param port port of the listener
   */
  record ByHost(String host, String path, int port) implements Query {
    @Override
    public Lookup ask(Catalog catalog) {
      return catalog.lookup(host, path, port);
    }
  }

  /** By nothing: what a probe asks, to prove that the catalog answers. */
  record Probe() implements Query {
    @Override
    public Lookup ask(Catalog catalog) {
      return catalog.probe();
    }
  }

  /**
   * By the port of a TCP listener.
   *
   * @param port the port
   */
  record ByPort(int port) implements Query {
    @Override
    public Lookup ask(Catalog catalog) {
      return catalog.lookup(port);
    }
  }

  /**
   * By the service's id, which another region's proxy found.
   *
   * @param service the id
   */
  record ById(String service) implements Query {
    @Override
    public Lookup ask(Catalog catalog) {
      return catalog.service(service);
    }

    @Override
    public Fault missing() {
      return Fault.FR02;
    }
  }
}
