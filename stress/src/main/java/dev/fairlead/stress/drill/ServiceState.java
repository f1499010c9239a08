package dev.fairlead.stress.drill;

import java.util.EnumMap;
import java.util.Map;
import java.util.Set;

/**
 * What was true of one service from one change to the next.
 *
 * <p>Immutable.
 *
 * @param routed whether its host leads to it
 * @param routable names of the servers that could take traffic, by region
 */
record ServiceState(boolean routed, Map<Region, Set<String>> routable) {
  /** Copies the sets; a region without any has an empty one. */
  ServiceState {
    Map<Region, Set<String>> all = new EnumMap<>(Region.class);
    for (Region region : Region.values()) {
      all.put(region, Set.copyOf(routable.getOrDefault(region, Set.of())));
    }
    routable = Map.copyOf(all);
  }

  /** Whether nobody in {@code region} could take traffic. */
  boolean none(Region region) {
    return in(region).isEmpty();
  }

  /** The servers that could take traffic in {@code region}. */
  Set<String> in(Region region) {
    return routable.getOrDefault(region, Set.of());
  }
}
