package dev.fairlead.catalog;

import java.util.concurrent.CompletableFuture;

/** The catalog's answer to a lookup by service id. Immutable. */
public sealed interface ServiceLookup {
  /**
   * The service is loaded.
   *
   * @param view the service, now
   */
  record Found(ServiceView view) implements ServiceLookup {}

  /**
   * It is being read from the replica for the first time.
   *
   * @param done as in {@link Lookup.Loading}
   */
  record Loading(CompletableFuture<Void> done) implements ServiceLookup {}

  /** There is no such service. */
  record Unknown() implements ServiceLookup {}
}
