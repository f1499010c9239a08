package dev.fairlead.catalog;

import dev.fairlead.gossip.replica.Replica;
import dev.fairlead.gossip.swim.Membership;

/**
 * The routing state of this region: loaded on first use, refreshed by the feed, read without
 * waiting.
 *
 * <p>Lookups are for event loops: they take no lock and never block. Thread-safe.
 */
public final class Catalog implements AutoCloseable {
  private Catalog() {}

  /** Starts with nothing loaded. */
  public static Catalog open(CatalogSettings settings, Replica replica, Membership membership) {
    throw new UnsupportedOperationException();
  }

  /**
   * Finds the service for an HTTP request or, with path {@code "/"}, for a TLS server name.
   *
   * @param host host name without port, in any case
   * @param path absolute path, without query
   * @param port port of the listener
   */
  public Lookup lookup(String host, String path, int port) {
    throw new UnsupportedOperationException();
  }

  /** Finds the service of a plain TCP listener's port. */
  public Lookup lookup(int port) {
    throw new UnsupportedOperationException();
  }

  /** Finds a service by its id; for requests another region already routed. */
  public ServiceLookup service(String id) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {
    throw new UnsupportedOperationException();
  }
}
