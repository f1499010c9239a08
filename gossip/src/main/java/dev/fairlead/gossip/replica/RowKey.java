package dev.fairlead.gossip.replica;

import java.util.Arrays;
import java.util.List;

/**
 * A table and a primary key, equal by content, blobs included.
 *
 * <p>Immutable.
 */
final class RowKey {
  private final String table;
  private final Object[] key;
  private final int hash;

  RowKey(String table, List<Object> key) {
    this.table = table;
    this.key = key.toArray();
    this.hash = 31 * table.hashCode() + Arrays.deepHashCode(this.key);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RowKey that
        && table.equals(that.table)
        && Arrays.deepEquals(key, that.key);
  }

  @Override
  public int hashCode() {
    return hash;
  }
}
