package dev.fairlead.gossip.replica;

import dev.fairlead.gossip.change.Change;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * Reads what is left of a version out of the clock tables: the records and cells that nothing newer
 * has replaced.
 *
 * <p>Confined to the thread of its database.
 */
final class VersionReader {
  private final Database database;

  VersionReader(Database database) {
    this.database = database;
  }

  /**
   * Appends the changes of version {@code number} of a site in {@code table}, records before cells.
   *
   * @param added told each change; what it answers is its size
   * @return the sum of the sizes
   */
  long read(
      TableSql table, int site, long number, List<Change> changes, ToLongFunction<Change> added)
      throws SQLException {
    long[] size = {0};
    database.query(
        table.rowsOf(),
        rows -> {
          List<Object> key = key(rows, 4, table.keys().size());
          Change change =
              new Change.Row(table.table().name(), key, rows.getLong(3), changes.size());
          size[0] += added.applyAsLong(change);
          changes.add(change);
        },
        site,
        number,
        number);
    if (!table.values().isEmpty()) {
      readCells(table, site, number, changes, size, added);
    }
    return size[0];
  }

  private void readCells(
      TableSql table,
      int site,
      long number,
      List<Change> changes,
      long[] size,
      ToLongFunction<Change> added)
      throws SQLException {
    RowInProgress row = new RowInProgress();
    database.query(
        table.cellsOf(),
        rows -> {
          if (rows.getLong(2) != row.k) {
            row.k = rows.getLong(2);
            row.key = key(rows, 7, table.keys().size());
            row.causalLength = rows.getLong(3);
          }
          Change change = cell(table, rows, row, changes.size());
          size[0] += added.applyAsLong(change);
          changes.add(change);
        },
        site,
        number,
        number);
  }

  /** The row whose cells are being read; its key is read once. */
  private static final class RowInProgress {
    private long k = -1;
    private List<Object> key = List.of();
    private long causalLength;
  }

  private static Change cell(TableSql table, ResultSet rows, RowInProgress row, int seq)
      throws SQLException {
    return new Change.Cell(
        table.table().name(),
        row.key,
        table.table().columns().get(rows.getInt(4)).name(),
        Database.value(rows, 6),
        rows.getLong(5),
        row.causalLength,
        seq);
  }

  /** The key in {@code count} columns from {@code from} on. */
  static List<Object> key(ResultSet rows, int from, int count) throws SQLException {
    List<Object> key = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      Object value = Database.value(rows, from + i);
      if (value == null) {
        throw new SQLException("a key column is NULL");
      }
      key.add(value);
    }
    return List.copyOf(key);
  }
}
