package dev.fairlead.gossip.replica;

import dev.fairlead.gossip.change.ChangedRow;
import dev.fairlead.gossip.replica.Table.Column;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads rows in quarantine, as they are served and as they are.
 *
 * <p>Each call is confined to the thread of its database.
 */
final class KeptRows {
  private KeptRows() {}

  /** The rows of version {@code ver} of {@code site}, with the columns that are served. */
  static List<ChangedRow> read(Database database, TableSql table, int site, long ver)
      throws SQLException {
    List<ChangedRow> found = new ArrayList<>();
    database.query(table.previous().keptColumns(), rows -> found.add(row(table, rows)), site, ver);
    return found;
  }

  /** All rows in quarantine as they are served and as they are, with a connection of its own. */
  static List<ChangedRow> all(Path file) {
    try (Database database = Database.reader(file)) {
      boolean[] known = {false};
      database.query(
          "SELECT 1 FROM sqlite_schema WHERE name = 'fairlead_quarantine'", _ -> known[0] = true);
      return known[0] ? all(database, Schema.read(database)) : List.of();
    } catch (SQLException e) {
      throw new ReplicaException("cannot read the quarantine: " + Database.message(e), e);
    }
  }

  private static List<ChangedRow> all(Database database, Schema schema) throws SQLException {
    List<ChangedRow> found = new ArrayList<>();
    List<int[]> versions = new ArrayList<>();
    List<Long> numbers = new ArrayList<>();
    database.query(
        "SELECT site, ver FROM fairlead_quarantine WHERE merged = 1",
        rows -> {
          versions.add(new int[] {rows.getInt(1)});
          numbers.add(rows.getLong(2));
        });
    for (int i = 0; i < versions.size(); i++) {
      for (TableSql table : schema.tables()) {
        for (ChangedRow row : read(database, table, versions.get(i)[0], numbers.get(i))) {
          found.add(row);
          found.add(new ChangedRow(row.table(), row.key(), true, now(database, table, row.key())));
        }
      }
    }
    return found;
  }

  /** The columns of a row outside the key as they are; none if there is no such row. */
  static Map<String, @Nullable Object> now(Database database, TableSql table, List<Object> key)
      throws SQLException {
    Map<String, @Nullable Object> columns = new LinkedHashMap<>();
    if (!table.values().isEmpty()) {
      database.query(
          table.findValues(),
          rows -> {
            for (int i = 0; i < table.values().size(); i++) {
              columns.put(table.values().get(i).name(), Database.value(rows, i + 1));
            }
          },
          key.toArray());
    }
    return columns;
  }

  private static ChangedRow row(TableSql table, ResultSet rows) throws SQLException {
    List<Object> key = new ArrayList<>();
    Map<String, @Nullable Object> columns = new LinkedHashMap<>();
    for (Column column : table.keys()) {
      Object value = Database.value(rows, column.id() + 1);
      if (value != null) {
        key.add(value);
      }
    }
    for (Column column : table.values()) {
      columns.put(column.name(), Database.value(rows, column.id() + 1));
    }
    return new ChangedRow(table.table().name(), List.copyOf(key), true, columns);
  }
}
