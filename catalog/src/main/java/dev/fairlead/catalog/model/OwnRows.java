package dev.fairlead.catalog.model;

import java.util.Map;
import java.util.Set;

/**
 * The rows that this node owns.
 *
 * <p>Immutable.
 *
 * @param instances ids of its instance rows
 * @param routable per service that has any, how many of them can take traffic
 * @param presence per service, what its presence row says now
 */
public record OwnRows(
    Set<String> instances, Map<String, Integer> routable, Map<String, Presence> presence) {
  /** Copies the collections. */
  public OwnRows {
    instances = Set.copyOf(instances);
    routable = Map.copyOf(routable);
    presence = Map.copyOf(presence);
  }
}
