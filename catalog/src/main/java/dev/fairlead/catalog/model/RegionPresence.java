package dev.fairlead.catalog.model;

import java.util.List;

/**
 * What one other region says of a service: the sum over its living nodes.
 *
 * <p>Immutable.
 *
 * @param region the region
 * @param routable instances that can take traffic there
 * @param pressure the lowest among its nodes
 * @param nodes names of the living nodes that own those instances
 */
public record RegionPresence(String region, int routable, Pressure pressure, List<String> nodes) {
  /** Copies the list. */
  public RegionPresence {
    nodes = List.copyOf(nodes);
  }
}
