package dev.fairlead.gossip.change;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.random.RandomGenerator;

/**
 * The name of one replica file: 128 random bits drawn when the file is created, never reused.
 *
 * <p>Versions are numbered per site, so a file that was lost starts again under a new site rather
 * than repeating numbers others have seen. Ordered as unsigned bytes, which is the tie-break of the
 * merge. Immutable.
 *
 * @param high the first eight bytes, big-endian
 * @param low the last eight bytes
 */
public record SiteId(long high, long low) implements Comparable<SiteId> {
  /** Length of {@link #toBytes()}. */
  public static final int BYTES = 16;

  /** Draws a new name. */
  public static SiteId random(RandomGenerator random) {
    return new SiteId(random.nextLong(), random.nextLong());
  }

  /**
   * Reads sixteen bytes.
   *
   * @throws IllegalArgumentException if {@code bytes} has another length
   */
  public static SiteId fromBytes(byte[] bytes) {
    if (bytes.length != BYTES) {
      throw new IllegalArgumentException("a site id has 16 bytes, not " + bytes.length);
    }
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    return new SiteId(buffer.getLong(), buffer.getLong());
  }

  /** Returns a new array of sixteen bytes, in the order of the comparison. */
  public byte[] toBytes() {
    return ByteBuffer.allocate(BYTES).putLong(high).putLong(low).array();
  }

  @Override
  public int compareTo(SiteId other) {
    int order = Long.compareUnsigned(high, other.high);
    return order != 0 ? order : Long.compareUnsigned(low, other.low);
  }

  /** Thirty-two hexadecimal digits. */
  @Override
  public String toString() {
    return HexFormat.of().toHexDigits(high) + HexFormat.of().toHexDigits(low);
  }
}
