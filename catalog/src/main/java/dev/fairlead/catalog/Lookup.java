package dev.fairlead.catalog;

import dev.fairlead.catalog.model.Route;
import java.util.concurrent.CompletableFuture;

/** The catalog's answer to a lookup. Immutable. */
public sealed interface Lookup {
  /**
   * A route matched and its service is loaded.
   *
   * @param route the route that matched
   * @param view its service, now
   */
  record Found(Route route, ServiceView view) implements Lookup {}

  /**
   * Something is being read from the replica for the first time.
   *
   * @param done completes, on a catalog thread, when it is worth asking again; exceptionally when
   *     the load failed. Shared by all who wait: do not complete it.
   */
  record Loading(CompletableFuture<Void> done) implements Lookup {}

  /** No route matches. */
  record Unknown() implements Lookup {}
}
