package dev.fairlead.proxy.route;

import dev.fairlead.catalog.ServiceView;
import java.util.concurrent.CompletableFuture;

/** The catalog's answer to a {@link Query}, whatever kind of query it was. Immutable. */
public sealed interface Sought {
  /**
   * The service is known and loaded.
   *
   * @param view the service, now
   * @param route id of the route that matched; empty when asked by id
   */
  record Ready(ServiceView view, String route) implements Sought {}

  /**
   * It is being loaded.
   *
   * @param done completes, on a catalog thread, when it is worth asking again
   */
  record Loading(CompletableFuture<Void> done) implements Sought {}

  /**
   * There is none.
   *
   * @param fault how that is answered
   */
  record Missing(Fault fault) implements Sought {}
}
