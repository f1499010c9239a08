package dev.fairlead.catalog;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

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
 * @param image file that keeps what is loaded for the next start; null for none
 */
public record CatalogSettings(
    String node,
    String region,
    long maxBytes,
    Duration idle,
    Map<String, Duration> distances,
    @Nullable Path image) {
  /** Copies the map. */
  public CatalogSettings {
    distances = Map.copyOf(distances);
  }

  /** Without an image: what is loaded does not outlive the process. */
  public CatalogSettings(
      String node, String region, long maxBytes, Duration idle, Map<String, Duration> distances) {
    this(node, region, maxBytes, idle, distances, null);
  }
}
