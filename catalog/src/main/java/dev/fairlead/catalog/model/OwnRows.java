package dev.fairlead.catalog.model;

import java.util.Map;

/**
 * The rows that this node owns.
 *
 * <p>Immutable.
 *
 * @param instances its instance rows
 * @param routable per service that has any, how many of them can take traffic
 * @param presence per service, what its presence row says now
 */
public record OwnRows(
    RowHashes instances, Map<String, Integer> routable, Map<String, Presence> presence) {
  /** Copies the maps. */
  public OwnRows {
    routable = Map.copyOf(routable);
    presence = Map.copyOf(presence);
  }
}
