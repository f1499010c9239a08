package dev.fairlead.catalog;

import dev.fairlead.gossip.change.ChangeJournal;
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
 * @param journal told which changes are being applied
 * @param debug whether policies may order a crash, for drills
 */
public record CatalogSettings(
    String node,
    String region,
    long maxBytes,
    Duration idle,
    Map<String, Duration> distances,
    @Nullable Path image,
    ChangeJournal journal,
    boolean debug) {
  /** Copies the map. */
  public CatalogSettings {
    distances = Map.copyOf(distances);
  }

  /** Without a journal. */
  public CatalogSettings(
      String node,
      String region,
      long maxBytes,
      Duration idle,
      Map<String, Duration> distances,
      @Nullable Path image) {
    this(node, region, maxBytes, idle, distances, image, ChangeJournal.NONE, false);
  }

  /** Without an image: what is loaded does not outlive the process. */
  public CatalogSettings(
      String node, String region, long maxBytes, Duration idle, Map<String, Duration> distances) {
    this(node, region, maxBytes, idle, distances, null);
  }

  /** The same, telling {@code told}. */
  public CatalogSettings with(ChangeJournal told) {
    return new CatalogSettings(node, region, maxBytes, idle, distances, image, told, debug);
  }

  /** The same, where drills may poison rows. */
  public CatalogSettings debugging() {
    return new CatalogSettings(node, region, maxBytes, idle, distances, image, journal, true);
  }
}
