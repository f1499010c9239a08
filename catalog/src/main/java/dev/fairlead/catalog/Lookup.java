package dev.fairlead.catalog;

import dev.fairlead.catalog.model.Route;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The catalog's answer to a lookup. Immutable. */
public sealed interface Lookup {
  /** {@link Unknown}, made once. */
  Lookup UNKNOWN = new Unknown();

  /**
   * The service is known and loaded.
   *
   * @param route the route that matched; null when asked by the service's id
   * @param view the service, now; of no name and without instances if the route names none
   */
  record Found(@Nullable Route route, ServiceView view) implements Lookup {}

  /**
   * Something is being read from the replica for the first time.
   *
   * @param done completes, on a catalog thread, when it is worth asking again; exceptionally when
   *     the load failed. Shared by all who wait: do not complete it.
   */
  record Loading(CompletableFuture<Void> done) implements Lookup {}

  /** No route matches, or there is no such service. */
  record Unknown() implements Lookup {}
}
