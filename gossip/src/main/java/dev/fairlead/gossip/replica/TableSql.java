package dev.fairlead.gossip.replica;

import dev.fairlead.gossip.replica.Table.Column;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The SQL that works on one replicated table and its two clock tables.
 *
 * <pre>
 * fairlead_row_T   one line per key ever seen     k | p0 p1 … | cl | site ver   liveness and its owner
 * fairlead_cell_T  one line per living cell       k col       | cv | site ver   col is the column's id
 * </pre>
 *
 * <p>{@code site} is a number of {@code fairlead_site}, {@code ver} a version of that site in the
 * table's scope. {@code ver} 0 in the row table: the row lives because of its cells, nobody wrote a
 * record about it. Immutable; thread-safe.
 */
final class TableSql {
  private final Table table;
  private final List<Column> keys;
  private final List<Column> values;
  private final String row;
  private final String cell;
  private final String rowKeys;
  private final String keyMatch;
  private final String rowKeyMatch;
  private final PreviousSql previous;

  TableSql(Table table) {
    this.table = table;
    this.keys = table.keys();
    this.values = table.values();
    this.row = "\"fairlead_row_" + table.name() + '"';
    this.cell = "\"fairlead_cell_" + table.name() + '"';
    this.rowKeys = join(IntStream.range(0, keys.size()).mapToObj(i -> "p" + i).toList());
    this.keyMatch =
        keys.stream().map(key -> key.quoted() + " = ?").collect(Collectors.joining(" AND "));
    this.rowKeyMatch =
        IntStream.range(0, keys.size())
            .mapToObj(i -> "p" + i + " = ?")
            .collect(Collectors.joining(" AND "));
    this.previous = new PreviousSql(this);
  }

  Table table() {
    return table;
  }

  /** What keeps and serves rows as they were. */
  PreviousSql previous() {
    return previous;
  }

  List<Column> keys() {
    return keys;
  }

  List<Column> values() {
    return values;
  }

  String row() {
    return row;
  }

  String cell() {
    return cell;
  }

  String rowKeys() {
    return rowKeys;
  }

  /** Statements that create the clock tables. */
  List<String> createClocks() {
    String typedKeys =
        IntStream.range(0, keys.size())
            .mapToObj(i -> "p" + i + " " + keys.get(i).type() + " NOT NULL")
            .collect(Collectors.joining(", "));
    return List.of(
        "CREATE TABLE "
            + row
            + "(k INTEGER PRIMARY KEY, "
            + typedKeys
            + ", cl INTEGER NOT NULL, site INTEGER NOT NULL, ver INTEGER NOT NULL, UNIQUE("
            + rowKeys
            + ")) STRICT",
        "CREATE TABLE "
            + cell
            + "(k INTEGER NOT NULL, col INTEGER NOT NULL, cv INTEGER NOT NULL, site INTEGER NOT"
            + " NULL, ver INTEGER NOT NULL, PRIMARY KEY(k, col)) WITHOUT ROWID, STRICT",
        "CREATE INDEX \"fairlead_row_%1$s_ver\" ON %2$s(site, ver) WHERE ver > 0"
            .formatted(table.name(), row),
        "CREATE INDEX \"fairlead_cell_%1$s_ver\" ON %2$s(site, ver)".formatted(table.name(), cell));
  }

  /** By key: k, cl, site, ver. */
  String findRow() {
    return "SELECT k, cl, site, ver FROM " + row + " WHERE " + rowKeyMatch;
  }

  /** Key, cl, site, ver: returns k. */
  String addRow() {
    return "INSERT INTO %s(%s, cl, site, ver) VALUES (%s) RETURNING k"
        .formatted(row, rowKeys, marks(keys.size() + 3));
  }

  /** cl, site, ver, k. */
  String changeRow() {
    return "UPDATE " + row + " SET cl = ?, site = ?, ver = ? WHERE k = ?";
  }

  /** By k: col, cv, site. */
  String findCells() {
    return "SELECT col, cv, site FROM " + cell + " WHERE k = ?";
  }

  /** By k. */
  String dropCells() {
    return "DELETE FROM " + cell + " WHERE k = ?";
  }

  /** {@code count} times k, col, cv, site, ver. */
  String putCells(int count) {
    return "INSERT INTO %s(k, col, cv, site, ver) VALUES %s ON CONFLICT(k, col) DO UPDATE SET cv = excluded.cv, site = excluded.site, ver = excluded.ver"
        .formatted(cell, String.join(", ", Collections.nCopies(count, "(?, ?, ?, ?, ?)")));
  }

  /** By key: the value columns, in order. */
  String findValues() {
    return "SELECT %s FROM %s WHERE %s".formatted(names(values), table.quoted(), keyMatch);
  }

  /** Key, then a value for each of {@code columns}. */
  String putValues(Collection<Column> columns) {
    String insert =
        "INSERT INTO %s(%s%s) VALUES (%s) ON CONFLICT DO "
            .formatted(
                table.quoted(),
                names(keys),
                columns.isEmpty() ? "" : ", " + names(columns),
                marks(keys.size() + columns.size()));
    return insert
        + (columns.isEmpty()
            ? "NOTHING"
            : "UPDATE SET "
                + columns.stream()
                    .map(column -> column.quoted() + " = excluded." + column.quoted())
                    .collect(Collectors.joining(", ")));
  }

  /** By key. */
  String delete() {
    return "DELETE FROM " + table.quoted() + " WHERE " + keyMatch;
  }

  /** By site, first, last: ver, k, cl, key of the rows with a record. */
  String rowsOf() {
    return "SELECT ver, k, cl, %s FROM %s WHERE site = ? AND ver BETWEEN ? AND ? AND ver > 0 ORDER BY ver, k"
        .formatted(rowKeys, row);
  }

  /** By site, first, last: ver, k, cl, col, cv, value, key of the cells. */
  String cellsOf() {
    String value =
        values.stream()
            .map(column -> "WHEN " + column.id() + " THEN t." + column.quoted())
            .collect(Collectors.joining(" ", "CASE c.col ", " END"));
    String on =
        IntStream.range(0, keys.size())
            .mapToObj(i -> "t." + keys.get(i).quoted() + " = r.p" + i)
            .collect(Collectors.joining(" AND "));
    String keyList =
        IntStream.range(0, keys.size()).mapToObj(i -> "r.p" + i).collect(Collectors.joining(", "));
    return ("SELECT c.ver, c.k, r.cl, c.col, c.cv, %s, %s FROM %s c CROSS JOIN %s r ON r.k = c.k CROSS JOIN %s t ON"
            + " %s WHERE c.site = ? AND c.ver BETWEEN ? AND ? ORDER BY c.ver, c.k, c.col")
        .formatted(value, keyList, cell, row, table.quoted(), on);
  }

  static String names(Collection<Column> columns) {
    return join(columns.stream().map(Column::quoted).toList());
  }

  private static String marks(int count) {
    return join(Collections.nCopies(count, "?"));
  }

  private static String join(List<String> parts) {
    return String.join(", ", parts);
  }
}
