package dev.fairlead.gossip.replica;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The replicated tables of an open replica, with the SQL that works on each.
 *
 * <p>Immutable.
 */
final class Schema {
  private final Map<String, TableSql> byName = new LinkedHashMap<>();
  private final Map<String, TableSql> byLowerCase = new LinkedHashMap<>();

  Schema(List<Table> tables) {
    for (Table table : tables) {
      TableSql sql = new TableSql(table);
      byName.put(table.name(), sql);
      byLowerCase.put(table.name().toLowerCase(Locale.ROOT), sql);
    }
  }

  /** The tables that a file replicates by now, in its current read transaction. */
  static Schema read(Database database) throws SQLException {
    List<Table> tables = new ArrayList<>();
    Map<String, Boolean> regional = new LinkedHashMap<>();
    database.query(
        "SELECT name, scope FROM fairlead_table",
        rows -> regional.put(rows.getString(1), rows.getString(2).equals("region")));
    for (Map.Entry<String, Boolean> each : regional.entrySet()) {
      tables.add(TableReader.read(database, "replica.db", each.getKey(), each.getValue()));
    }
    return new Schema(tables);
  }

  /** The table of exactly that name, as other nodes write it; null if unknown. */
  @Nullable TableSql table(String name) {
    return byName.get(name);
  }

  /**
   * The table a user's statement names.
   *
   * @throws ReplicaException if it is not replicated
   */
  TableSql named(String name) {
    TableSql table = byLowerCase.get(name.toLowerCase(Locale.ROOT));
    if (table == null) {
      throw new ReplicaException(
          name.startsWith("fairlead_") || name.startsWith("sqlite_")
              ? "table " + name + " belongs to the replica and cannot be written"
              : "no such table: " + name);
    }
    return table;
  }

  /** All of them, in the order of their definition. */
  Iterable<TableSql> tables() {
    return byName.values();
  }
}
