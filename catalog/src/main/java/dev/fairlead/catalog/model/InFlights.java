package dev.fairlead.catalog.model;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import org.jspecify.annotations.Nullable;

/**
 * The counters of instances, by id, for as long as anybody refers to one: they outlive refreshes,
 * evictions and moves between services, so that what is in flight is never forgotten.
 *
 * <p>Thread-safe. Bounded by the instances that views have used and what is in flight.
 */
public final class InFlights {
  private final Cache<String, InFlight> counters =
      Caffeine.newBuilder().weakValues().executor(Runnable::run).build();

  /** The counter of the instance {@code id}, the same for all who ask while it is referred to. */
  InFlight of(String id) {
    return counters.get(id, _ -> new InFlight());
  }

  /** The counter if anybody refers to it; null means that nothing is in flight. */
  @Nullable InFlight known(String id) {
    return counters.getIfPresent(id);
  }
}
