package dev.fairlead.catalog.index;

import java.util.function.IntConsumer;

/**
 * Which loaded keys were made from which rows, in eight bytes a row and the room to find it.
 *
 * <p>Rows are known by their {@link RowHash}, keys by a number their owner gives them. One array of
 * longs with linear probing, three quarters full at most:
 *
 * <pre>
 *   63            32 31             0
 *  +----------------+----------------+
 *  | hash of the row| key number + 1 |     0: free
 *  +----------------+----------------+
 * </pre>
 *
 * <p>A row may be in several keys: while it moves from one service to another, the one may already
 * be refreshed and the other not. Rows that share a hash look like one in several keys. Not
 * thread-safe: guarded by the catalog's lock.
 */
public final class RowIndex {
  private static final int SMALLEST = 16;
  private static final int MAX_CAPACITY = 1 << 30;

  private long[] entries = new long[SMALLEST];
  private int size;

  /** Remembers that key {@code number} was made from the row with this hash. */
  public void add(int rowHash, int number) {
    if (size >= entries.length / 4 * 3) {
      resize(entries.length * 2);
    }
    place(entries, entry(rowHash, number));
    size++;
  }

  /** Forgets it again, once for every {@link #add}. */
  public void remove(int rowHash, int number) {
    long wanted = entry(rowHash, number);
    int mask = entries.length - 1;
    for (int i = start(rowHash, mask); entries[i] != 0; i = (i + 1) & mask) {
      if (entries[i] == wanted) {
        closeGap(i, mask);
        size--;
        break;
      }
    }
    if (entries.length > SMALLEST && size < entries.length / 8) {
      resize(entries.length / 2);
    }
  }

  /** Hands over the keys made from rows with this hash. */
  public void forEachKey(int rowHash, IntConsumer numbers) {
    int mask = entries.length - 1;
    for (int i = start(rowHash, mask); entries[i] != 0; i = (i + 1) & mask) {
      if ((int) (entries[i] >>> 32) == rowHash) {
        numbers.accept((int) entries[i] - 1);
      }
    }
  }

  /** How many pairs of row and key it holds. */
  public int size() {
    return size;
  }

  /** What it weighs, in bytes. */
  public long bytes() {
    return (long) Long.BYTES * entries.length;
  }

  /** Moves later entries of the same run forward, so that probing never stops too early. */
  private void closeGap(int gap, int mask) {
    int hole = gap;
    for (int i = (gap + 1) & mask; entries[i] != 0; i = (i + 1) & mask) {
      int wanted = start((int) (entries[i] >>> 32), mask);
      if (((i - wanted) & mask) >= ((i - hole) & mask)) {
        entries[hole] = entries[i];
        hole = i;
      }
    }
    entries[hole] = 0;
  }

  private void resize(int capacity) {
    if (capacity > MAX_CAPACITY || capacity <= 0) {
      throw new IllegalStateException("more than " + size + " rows are loaded");
    }
    long[] next = new long[capacity];
    for (long entry : entries) {
      if (entry != 0) {
        place(next, entry);
      }
    }
    entries = next;
  }

  private static void place(long[] into, long entry) {
    int mask = into.length - 1;
    int i = start((int) (entry >>> 32), mask);
    while (into[i] != 0) {
      i = (i + 1) & mask;
    }
    into[i] = entry;
  }

  private static int start(int rowHash, int mask) {
    return rowHash & mask;
  }

  private static long entry(int rowHash, int number) {
    return (long) rowHash << 32 | (number + 1);
  }
}
