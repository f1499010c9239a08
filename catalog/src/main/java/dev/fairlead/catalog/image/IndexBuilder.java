package dev.fairlead.catalog.image;

import dev.fairlead.catalog.image.ImageHeader.Extent;
import java.io.IOException;
import java.util.Arrays;

/**
 * Collects the index and the rows of one part, and sorts them.
 *
 * <p>Takes 16 bytes per entry and 8 per row, for the sort of the entries as much again. Confined to
 * the writing thread.
 */
final class IndexBuilder {
  /** More entries, or rows, than an array can sort are left out of the image. */
  static final int MAX_ENTRIES = 1 << 28;

  private static final int FIRST_CAPACITY = 1024;

  /** Hash and offset in turn. */
  private long[] entries = new long[2 * FIRST_CAPACITY];

  private long[] rows = new long[FIRST_CAPACITY];
  private int entryCount;
  private int rowCount;

  boolean hasRoom(int moreRows) {
    return entryCount < MAX_ENTRIES && moreRows <= MAX_ENTRIES - rowCount;
  }

  void add(long hash, long offset) {
    if (2 * entryCount == entries.length) {
      entries = Arrays.copyOf(entries, 2 * entries.length);
    }
    entries[2 * entryCount] = hash;
    entries[2 * entryCount + 1] = offset;
    entryCount++;
  }

  /** Notes that the last entry was made from a row. */
  void addRow(int row) {
    if (rowCount == rows.length) {
      rows = Arrays.copyOf(rows, 2 * rows.length);
    }
    rows[rowCount++] = (long) row << 32 | entries[2 * entryCount - 2] >>> 32;
  }

  /** Writes the index and the rows, and says where. */
  Extent write(ImageOut out) throws IOException {
    long index = out.position();
    for (long each : sorted()) {
      out.putLong(each);
    }
    long rowsAt = out.position();
    Arrays.sort(rows, 0, rowCount);
    for (int i = 0; i < rowCount; i++) {
      out.putLong(rows[i]);
    }
    return new Extent(index, entryCount, rowsAt, rowCount);
  }

  /**
   * The entries by hash. Hashes are uniform: put where their first bits belong, each is a few
   * places from where it has to be, and an insertion sort takes time in proportion to their number.
   */
  private long[] sorted() {
    long[] sorted = byFirstBits();
    for (int i = 2; i < sorted.length; i += 2) {
      long hash = sorted[i];
      long offset = sorted[i + 1];
      int at = i;
      while (at > 0 && Long.compareUnsigned(sorted[at - 2], hash) > 0) {
        sorted[at] = sorted[at - 2];
        sorted[at + 1] = sorted[at - 1];
        at -= 2;
      }
      sorted[at] = hash;
      sorted[at + 1] = offset;
    }
    return sorted;
  }

  private long[] byFirstBits() {
    int bits = Math.max(1, Integer.SIZE - Integer.numberOfLeadingZeros(entryCount));
    int[] next = new int[1 << bits];
    for (int i = 0; i < entryCount; i++) {
      next[bucket(i, bits)]++;
    }
    int before = 0;
    for (int i = 0; i < next.length; i++) {
      int count = next[i];
      next[i] = before;
      before += count;
    }
    long[] placed = new long[2 * entryCount];
    for (int i = 0; i < entryCount; i++) {
      int place = 2 * next[bucket(i, bits)]++;
      placed[place] = entries[2 * i];
      placed[place + 1] = entries[2 * i + 1];
    }
    return placed;
  }

  private int bucket(int entry, int bits) {
    return (int) (entries[2 * entry] >>> (Long.SIZE - bits));
  }
}
