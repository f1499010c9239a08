package dev.fairlead.catalog.load;

import dev.fairlead.catalog.image.ImagePart;
import dev.fairlead.catalog.image.ImageRecord;
import dev.fairlead.catalog.image.PayloadReader;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A part of the image with the way to read it.
 *
 * @param part what the image holds
 * @param packing how values come out of it
 */
public record Archive<V>(ImagePart part, Packing<V> packing) {
  private static final Logger LOG = LoggerFactory.getLogger(Archive.class);

  /** The value at {@code position}, as things are around it now; null if it cannot be used. */
  @Nullable V value(long position) {
    ImageRecord read = part.record(position);
    return read == null ? null : value(read);
  }

  /** As {@link #value(long)}. */
  @Nullable V value(ImageRecord read) {
    try {
      PayloadReader payload = new PayloadReader(read.payload());
      V value = packing.unpack(read.key(), payload);
      payload.end();
      return value;
    } catch (IllegalArgumentException e) { // whole, but not written by this version
      LOG.debug("'{}' in the catalog image is not used: {}", read.key(), e.getMessage());
      return null;
    }
  }
}
