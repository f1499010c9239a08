package dev.fairlead.catalog.load;

import dev.fairlead.catalog.index.RowHash;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/**
 * The rows that changed lately, for loads under way: a load whose query ran before a change of one
 * of its rows must be looked at again.
 *
 * <p>A ring of {@value #CAPACITY} {@link RowHash}es. Of what fell out of it nobody can tell, so
 * that counts as changed. {@link #position} is for any thread; {@link #add} for the catalog writer
 * holding the catalog's lock as reader, {@link #hasAnySince} for who holds it as writer: the lock
 * orders them.
 */
final class RowJournal {
  static final int CAPACITY = 8_192;

  private final int[] hashes = new int[CAPACITY];

  /** How many were ever added; the volatile read lets loads note it without the lock. */
  private volatile long position;

  /** Where the next change will be noted. */
  long position() {
    return position;
  }

  /** Notes that a row changed. */
  @SuppressWarnings("NonAtomicVolatileUpdate") // written by one thread only
  void add(int rowHash) {
    hashes[(int) (position % CAPACITY)] = rowHash;
    position++;
  }

  /** Whether one of {@code rows} changed since {@code from}. */
  boolean hasAnySince(long from, Consumer<IntConsumer> rows) {
    int count = (int) Math.min(position - from, CAPACITY + 1L);
    if (count == 0) {
      return false;
    }
    if (count > CAPACITY) {
      return true;
    }
    int[] changed = new int[count];
    for (int i = 0; i < count; i++) {
      changed[i] = hashes[(int) ((from + i) % CAPACITY)];
    }
    Arrays.sort(changed);
    boolean[] found = new boolean[1];
    rows.accept(hash -> found[0] |= Arrays.binarySearch(changed, hash) >= 0);
    return found[0];
  }
}
