package dev.fairlead.gossip.change;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One replicated fact about a row, as its origin wrote it.
 *
 * <p>Values are {@code null}, {@link Long}, {@link Double}, {@link String} or {@code byte[]},
 * SQLite's storage classes. Arrays are never modified after construction. Immutable.
 */
public sealed interface Change {
  /** The table. */
  String table();

  /** The values of the primary key columns, in their order. */
  List<Object> key();

  /**
   * How often the row was created and deleted: odd while it lives, even when deleted; at least 1.
   */
  long causalLength();

  /** Position inside the version, from 0. */
  int seq();

  /**
   * The row was created again after a deletion, or deleted; or, for a table whose columns are all
   * key, created.
   *
   * @param table the table
   * @param key the primary key
   * @param causalLength the row's liveness, see {@link Change#causalLength()}
   * @param seq position inside the version
   */
  record Row(String table, List<Object> key, long causalLength, int seq) implements Change {
    /** Checks the bounds of the numbers. */
    public Row {
      checkNumbers(causalLength, 1, seq);
      key = List.copyOf(key);
    }
  }

  /**
   * One column got a value.
   *
   * @param table the table
   * @param key the primary key
   * @param column the column, never one of the key
   * @param value the value; null is SQL's NULL
   * @param columnVersion how often the column was written, at least 1
   * @param causalLength the life of the row in which it was written, odd
   * @param seq position inside the version
   */
  record Cell(
      String table,
      List<Object> key,
      String column,
      @Nullable Object value,
      long columnVersion,
      long causalLength,
      int seq)
      implements Change {
    /** Checks the bounds of the numbers. */
    public Cell {
      checkNumbers(causalLength, columnVersion, seq);
      key = List.copyOf(key);
    }
  }

  private static void checkNumbers(long causalLength, long columnVersion, int seq) {
    if (causalLength < 1 || columnVersion < 1 || seq < 0) {
      throw new IllegalArgumentException(
          "causal length %d, column version %d, seq %d: out of bounds"
              .formatted(causalLength, columnVersion, seq));
    }
  }
}
