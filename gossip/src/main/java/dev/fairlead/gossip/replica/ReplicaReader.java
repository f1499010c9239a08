package dev.fairlead.gossip.replica;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A read-only connection of its own, with its own cached statements.
 *
 * <p>Confined to one thread at a time; sees every commit made before a query starts. Failures are
 * {@link ReplicaException}.
 */
public interface ReplicaReader extends AutoCloseable {
  /** Runs a query and hands over its rows one by one; never holds the result as a whole. */
  void query(Statement statement, RowConsumer rows);

  /** Runs a query and collects what {@code mapper} makes of each row. */
  default <T> List<T> query(String sql, RowMapper<T> mapper, @Nullable Object... parameters) {
    List<T> result = new ArrayList<>();
    query(Statement.of(sql, parameters), row -> result.add(mapper.map(row)));
    return result;
  }

  /**
   * Runs {@code queries}, all of which see the file as it is at the first of them, whatever is
   * committed meanwhile. Short: the log of the file cannot be reset until it ends. Not to be
   * nested.
   */
  <T extends @Nullable Object> T snapshot(Supplier<T> queries);

  @Override
  void close();

  /** The current row of a running query. Valid only during the call it is passed to. */
  interface Row {
    /** The names of the columns, in order. */
    List<String> columns();

    /** The value of a column, counted from 0, as in {@link dev.fairlead.gossip.change.Change}. */
    @Nullable Object value(int column);

    /** A text column, counted from 0; NULL reads as empty. */
    String text(int column);

    /** An integer column, counted from 0; NULL reads as 0. */
    long integer(int column);
  }

  /** Takes rows. */
  @FunctionalInterface
  interface RowConsumer {
    /** Takes one row. */
    void accept(Row row);

    /**
     * Called once before the first row, also when there is none.
     *
     * @param columns the names of the columns
     */
    default void columns(List<String> columns) {}
  }

  /** Makes a value of a row. */
  @FunctionalInterface
  interface RowMapper<T> {
    /** Makes a value of {@code row}. */
    T map(Row row);
  }
}
