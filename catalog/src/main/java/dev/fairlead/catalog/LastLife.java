package dev.fairlead.catalog;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.fairlead.catalog.image.CatalogImage;
import dev.fairlead.catalog.image.ImageIdentity;
import dev.fairlead.catalog.image.ImagePart;
import dev.fairlead.catalog.image.ImageRecord;
import dev.fairlead.catalog.image.ImageRefused;
import dev.fairlead.catalog.image.Part;
import dev.fairlead.catalog.load.Archive;
import dev.fairlead.catalog.load.Packing;
import dev.fairlead.catalog.region.Remembered;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What this node knew when it last ran: its image, if there is one of use.
 *
 * @param image the image; null if there is none
 */
record LastLife(@Nullable CatalogImage image) {
  private static final Logger LOG = LoggerFactory.getLogger(LastLife.class);

  /** Nodes that are remembered; more are left out of an image. */
  static final int MAX_NODES = 65_536;

  /** Opens the image at {@code path}; why one is not used is said in one line. */
  static LastLife at(@Nullable Path path, ImageIdentity identity) {
    if (path == null) {
      return new LastLife(null);
    }
    try {
      CatalogImage image = CatalogImage.open(path, identity).orElse(null);
      if (image != null) {
        LOG.info(
            "catalog image {} of {}: {} hosts, {} services",
            path,
            image.written(),
            image.part(Part.HOSTS).size(),
            image.part(Part.SERVICES).size());
      }
      return new LastLife(image);
    } catch (ImageRefused e) {
      LOG.warn("{}", e.getMessage());
      return new LastLife(null);
    }
  }

  /** A part of the image, read by {@code packing}; null if there is no image. */
  <V> @Nullable Archive<V> archive(Part part, Packing<V> packing) {
    return image == null ? null : new Archive<>(image.part(part), packing);
  }

  /**
   * The nodes of this region that lived then, and this node itself, which need not be in the
   * membership yet.
   */
  Remembered remembered(String self, Ticker ticker) {
    Set<String> nodes = new HashSet<>();
    nodes.add(self);
    if (image != null) {
      ImagePart part = image.part(Part.NODES);
      for (long at = 0; at < Math.min(part.size(), MAX_NODES); at++) {
        ImageRecord record = part.record(at);
        if (record != null) {
          nodes.add(record.key());
        }
      }
    }
    return new Remembered(nodes, ticker);
  }
}
