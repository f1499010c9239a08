package dev.fairlead.gossip.replica;

import dev.fairlead.gossip.replica.Table.Column;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Reads the definition of a table back from SQLite and refuses what replicas could not keep equal.
 *
 * <p>Confined to the thread of its database.
 */
final class TableReader {
  private static final Set<String> KEY_TYPES = Set.of("INTEGER", "INT", "TEXT", "BLOB");
  private static final Pattern LITERAL =
      Pattern.compile(
          "NULL|TRUE|FALSE|[-+]?[0-9.]+(E[-+]?[0-9]+)?|X?'.*'",
          Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

  /** More columns than this in a table are refused. */
  private static final int COLUMNS = 200;

  private final Database database;
  private final String place;
  private final String name;

  private TableReader(Database database, String place, String name) {
    this.database = database;
    this.place = place;
    this.name = name;
  }

  /**
   * The table {@code name}.
   *
   * @param place where it is defined, for messages
   * @throws ReplicaException if it cannot be replicated
   */
  static Table read(Database database, String place, String name, boolean regional)
      throws SQLException {
    TableReader reader = new TableReader(database, place, name);
    Table table = new Table(name, regional, reader.columns());
    reader.check(table);
    return table;
  }

  private List<Column> columns() throws SQLException {
    List<Column> columns = new ArrayList<>();
    database.query(
        "SELECT cid, name, type, \"notnull\", dflt_value, pk, hidden FROM pragma_table_xinfo(?)",
        rows -> {
          require(rows.getInt(7) == 0, "column " + rows.getString(2) + " is generated");
          int key = rows.getInt(6);
          boolean notNull = rows.getInt(4) != 0;
          columns.add(
              new Column(
                  rows.getInt(1),
                  rows.getString(2),
                  rows.getString(3),
                  notNull || key > 0,
                  rows.getString(5),
                  key));
          require(
              key == 0 || notNull,
              "column " + rows.getString(2) + " of the primary key needs NOT NULL");
        },
        name);
    require(columns.size() <= COLUMNS, "has more than " + COLUMNS + " columns");
    return columns;
  }

  private void check(Table table) throws SQLException {
    require(
        count("SELECT strict FROM pragma_table_list(?) WHERE schema = 'main'") == 1,
        "needs STRICT");
    require(!table.keys().isEmpty(), "has no primary key");
    require(
        count("SELECT count(*) FROM pragma_foreign_key_list(?)") == 0,
        "has a foreign key; replicas may see the rows in another order");
    require(
        count("SELECT count(*) FROM pragma_index_list(?) WHERE \"unique\" AND origin <> 'pk'") == 0,
        "has a UNIQUE constraint; two nodes could each insert one of the rows");
    for (Column column : table.columns()) {
      check(column);
    }
  }

  private void check(Column column) {
    String what = "column " + column.name();
    require(
        column.name().matches("[A-Za-z_][A-Za-z0-9_]{0,62}"),
        what + ": a name has letters, digits and _, at most 63");
    require(
        column.keyPosition() == 0 || KEY_TYPES.contains(column.type()),
        what + " of the primary key is " + column.type() + ", not INTEGER, TEXT or BLOB");
    String value = column.defaultSql();
    require(
        column.keyPosition() > 0 || !column.notNull() || value != null,
        what + " is NOT NULL and needs a DEFAULT: rows may arrive in parts");
    require(
        value == null || LITERAL.matcher(value).matches(),
        what + " has a DEFAULT that is no constant; nodes would disagree about it");
  }

  private long count(String sql) throws SQLException {
    long[] result = {0};
    database.query(sql, rows -> result[0] = rows.getLong(1), name);
    return result[0];
  }

  private void require(boolean holds, String complaint) {
    if (!holds) {
      throw new ReplicaException(place + ": table " + name + " " + complaint);
    }
  }
}
