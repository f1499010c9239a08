package dev.fairlead.catalog.model;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * A set of rows, known by the hashes of their ids: four bytes a row.
 *
 * <p>Two rows may share a hash, so it may say of a row that it is in, though it isn't; never the
 * other way round. Immutable.
 */
public final class RowHashes {
  /** No rows. */
  public static final RowHashes NONE = of(IntStream.empty());

  private final int[] sorted;

  private RowHashes(int[] sorted) {
    this.sorted = sorted;
  }

  /** The rows with these hashes, in any order. */
  public static RowHashes of(IntStream hashes) {
    return new RowHashes(hashes.sorted().toArray());
  }

  /** Whether a row with this hash is in. */
  public boolean contains(int hash) {
    return Arrays.binarySearch(sorted, hash) >= 0;
  }
}
