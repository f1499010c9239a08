package dev.fairlead.catalog;

import java.time.Duration;
import java.util.Map;

/**
 * What a catalog is opened with.
 *
 * <p>Immutable.
 *
 * @param node this node's name
 * @param region this node's region
 * @param maxBytes weight bound of what is loaded, in bytes
 * @param idle what nobody asked for this long is dropped
 * @param distances configured round-trip times to regions; measured ones for the others
 */
public record CatalogSettings(
    String node, String region, long maxBytes, Duration idle, Map<String, Duration> distances) {
  /** Copies the map. */
  public CatalogSettings {
    distances = Map.copyOf(distances);
  }
}
