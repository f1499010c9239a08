package dev.fairlead.catalog;

import dev.fairlead.catalog.image.ImagePart;
import dev.fairlead.catalog.image.ImageRecord;
import dev.fairlead.catalog.image.ImageWriter;
import dev.fairlead.catalog.image.Part;
import dev.fairlead.catalog.image.PayloadReader;
import dev.fairlead.catalog.image.PayloadWriter;
import dev.fairlead.gossip.change.Known;
import dev.fairlead.gossip.change.Scope;
import dev.fairlead.gossip.change.SiteId;
import dev.fairlead.gossip.change.Stream;
import dev.fairlead.gossip.change.VersionRange;
import dev.fairlead.gossip.change.VersionVector;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which versions an image knows: one entry per stream.
 *
 * <pre>
 *   key: 32 hexadecimal digits of the origin, region of the scope     head, gaps n, n × { first, last }
 * </pre>
 */
final class ImageStreams {
  private static final int ORIGIN_CHARS = 2 * SiteId.BYTES;

  private ImageStreams() {}

  /** Writes all of {@code vector}; false if it does not fit. */
  static boolean write(VersionVector vector, ImageWriter writer) throws IOException {
    PayloadWriter payload = new PayloadWriter();
    for (Map.Entry<Stream, Known> each : vector.streams().entrySet()) {
      Stream stream = each.getKey();
      payload.number(each.getValue().head()).number(each.getValue().gaps().size());
      for (VersionRange gap : each.getValue().gaps()) {
        payload.number(gap.first()).number(gap.last());
      }
      String key = stream.origin() + stream.scope().region();
      if (!writer.add(Part.STREAMS, key, payload.take(), List.of())) {
        return false;
      }
    }
    return true;
  }

  /** What {@link #write} wrote; null if any of it is damaged. */
  static @Nullable VersionVector read(ImagePart part) {
    Map<Stream, Known> streams = new HashMap<>();
    for (long at = 0; at < part.size(); at++) {
      ImageRecord record = part.record(at);
      if (record == null || record.key().length() < ORIGIN_CHARS) {
        return null;
      }
      try {
        streams.put(stream(record.key()), known(new PayloadReader(record.payload())));
      } catch (IllegalArgumentException e) {
        return null;
      }
    }
    return new VersionVector(streams);
  }

  private static Stream stream(String key) {
    byte[] origin = HexFormat.of().parseHex(key.substring(0, ORIGIN_CHARS));
    return new Stream(SiteId.fromBytes(origin), new Scope(key.substring(ORIGIN_CHARS)));
  }

  private static Known known(PayloadReader from) {
    long head = from.number(Long.MAX_VALUE);
    List<VersionRange> gaps = new ArrayList<>();
    for (int i = from.count(2); i > 0; i--) {
      gaps.add(new VersionRange(from.number(Long.MAX_VALUE), from.number(Long.MAX_VALUE)));
    }
    from.end();
    return new Known(head, gaps);
  }
}
