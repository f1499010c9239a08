package dev.fairlead.catalog.image;

import dev.fairlead.catalog.image.ImageHeader.Extent;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One part of an image: payloads by key, and which keys were made from which rows.
 *
 * <pre>
 *   index: entries × { hash of the key, offset of the record }    16 bytes, by hash, unsigned
 *   rows:  rows    × { hash of the row << 32 | high half of the key's hash }   8 bytes, signed
 * </pre>
 *
 * <p>An entry is found by its place: hashes are uniform, so the hash of a key says about where it
 * is, and a gallop from there stays within a few pages. A damaged index or record makes keys
 * absent, never wrong, because a record counts only with the right key and checksum.
 *
 * <p>Pages that cannot be read, because the disk fails or somebody cut the file by hand, are
 * reported by the virtual machine as an {@code InternalError}, usually where they are read; then
 * the key is absent as well.
 *
 * <p>Thread-safe: immutable bytes, read by offset. Positions are from 0 to {@link #size()}.
 */
public final class ImagePart {
  /** Bytes of an entry of the index. */
  static final int INDEX_BYTES = 16;

  /** Bytes of an entry of the rows. */
  static final int ROW_BYTES = 8;

  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /** Probes of the gallop start this far apart: entries in a page of 4 KiB. */
  private static final int FIRST_STEP = 256;

  private final MemorySegment file;
  private final Part part;
  private final Extent extent;
  private final long seed;
  private final Damage damage;

  ImagePart(MemorySegment file, ImageHeader header, Part part, Damage damage) {
    this.file = file;
    this.part = part;
    this.extent = header.parts().get(part.number());
    this.seed = header.seed();
    this.damage = damage;
  }

  /** How many entries it has. */
  public long size() {
    return extent.entries();
  }

  /** The position of {@code key}; negative if it is absent. */
  public long find(String key) {
    try {
      long hash = KeyHash.of(key, seed);
      for (long at = firstNotBelow(hash); at < size() && hashAt(at) == hash; at++) {
        if (ImageRecord.hasKey(file, recordAt(at), key)) {
          return at;
        }
      }
    } catch (InternalError e) {
      damage.unreadable(e);
    }
    return -1;
  }

  /** A copy of the record at {@code position}; null if it is damaged. */
  public @Nullable ImageRecord record(long position) {
    try {
      ImageRecord record = ImageRecord.read(file, recordAt(position), part);
      if (record == null) {
        damage.badRecord(part);
      }
      return record;
    } catch (InternalError e) {
      damage.unreadable(e);
      return null;
    }
  }

  /**
   * The positions of the keys made from a row; now and then, by a collision of hashes, also one
   * that was not.
   *
   * @param rowId the row's id
   */
  public void madeFrom(String rowId, LongConsumer positions) {
    try {
      int row = KeyHash.ofRow(rowId, seed);
      long first = firstRowNotBelow((long) row << 32);
      for (long at = first; at < extent.rowEntries() && rowAt(at) >> 32 == row; at++) {
        long high = rowAt(at) << 32;
        for (long i = firstNotBelow(high); i < size() && (hashAt(i) ^ high) >>> 32 == 0; i++) {
          positions.accept(i);
        }
      }
    } catch (InternalError e) {
      damage.unreadable(e);
    }
  }

  /** The first position whose hash is not below {@code hash}; the size if all are. */
  private long firstNotBelow(long hash) {
    long low = 0; // all before are below
    long high = size(); // this and all after are not
    long guess = Math.unsignedMultiplyHigh(hash, high);
    long step = FIRST_STEP;
    if (high > 0 && isBelow(guess, hash)) {
      low = guess + 1;
      while (low + step < high && isBelow(low + step, hash)) {
        low += step + 1;
        step *= 2;
      }
      high = Math.min(high, low + step);
    } else {
      high = guess;
      while (high - step > low && !isBelow(high - step, hash)) {
        high -= step;
        step *= 2;
      }
      low = Math.max(low, high - step);
    }
    while (low < high) {
      long middle = (low + high) >>> 1;
      if (isBelow(middle, hash)) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private boolean isBelow(long position, long hash) {
    return Long.compareUnsigned(hashAt(position), hash) < 0;
  }

  private long firstRowNotBelow(long row) {
    long low = 0;
    long high = extent.rowEntries();
    while (low < high) {
      long middle = (low + high) >>> 1;
      if (rowAt(middle) < row) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private long hashAt(long position) {
    return file.get(LONG, extent.index() + position * INDEX_BYTES);
  }

  private long recordAt(long position) {
    return file.get(LONG, extent.index() + position * INDEX_BYTES + Long.BYTES);
  }

  private long rowAt(long position) {
    return file.get(LONG, extent.rows() + position * ROW_BYTES);
  }
}
