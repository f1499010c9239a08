package dev.fairlead.gossip.replica;

import dev.fairlead.gossip.replica.Table.Column;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The SQL that keeps what rows of one table were before the last changes, and serves it in place of
 * what a quarantined version made of them.
 *
 * <pre>
 * fairlead_prev_T   ring of rows as they were before a version changed them   seq | site ver | columns
 * fairlead_kept_T   those of versions in quarantine            seq | site ver | served | columns
 * </pre>
 *
 * <p>Our own columns have names that no column of a user can have. A kept row counts as long as the
 * clocks show that something of the row is still the work of that version; what is written over it,
 * such as a repair, is served at once. Immutable.
 */
final class PreviousSql {
  /** Rows in the ring, for each table; a few more while a batch is merged. */
  static final int ROWS = 256;

  /** A longer row is not kept. */
  private static final int ROW_BYTES = 16_384; // 16 KiB

  private final TableSql sql;
  private final Table table;
  private final String ring;
  private final String kept;
  private final String columns;
  private final String keep;
  private final String forget;

  PreviousSql(TableSql sql) {
    this.sql = sql;
    this.table = sql.table();
    this.ring = "\"fairlead_prev_" + table.name() + '"';
    this.kept = "\"fairlead_kept_" + table.name() + '"';
    this.columns = TableSql.names(table.columns());
    this.keep = keepSql();
    this.forget =
        "DELETE FROM %1$s WHERE \"#seq\" <= (SELECT max(\"#seq\") FROM %1$s) - %2$d"
            .formatted(ring, ROWS);
  }

  /** The names of both tables, without quotes. */
  List<String> tables() {
    return List.of("fairlead_prev_" + table.name(), "fairlead_kept_" + table.name());
  }

  /** Statements that create both. */
  List<String> create() {
    String typed =
        table.columns().stream()
            .map(column -> column.quoted() + " " + column.type())
            .collect(Collectors.joining(", "));
    return List.of(
        "CREATE TABLE %s(\"#seq\" INTEGER PRIMARY KEY, \"#site\" INTEGER NOT NULL, \"#ver\" INTEGER NOT NULL, %s) STRICT"
            .formatted(ring, typed),
        "CREATE TABLE %s(\"#id\" INTEGER PRIMARY KEY, \"#seq\" INTEGER NOT NULL, \"#site\" INTEGER NOT NULL, \"#ver\" INTEGER NOT NULL, \"#served\" INTEGER NOT NULL, %s) STRICT"
            .formatted(kept, typed));
  }

  /** What the trigger of a local update adds, given the version it gets. */
  String keepOld(String version) {
    return "INSERT INTO %s SELECT NULL, %d, %s, %s WHERE %s <= %d; %s; "
        .formatted(
            ring,
            Sites.SELF,
            version,
            list("OLD.", table.columns()),
            bytes("OLD."),
            ROW_BYTES,
            forget);
  }

  /** Site, version, key: adds the row as it is. */
  String keep() {
    return keep;
  }

  private String keepSql() {
    String keys =
        sql.keys().stream()
            .map(key -> "t." + key.quoted() + " = ?")
            .collect(Collectors.joining(" AND "));
    return "INSERT INTO %s SELECT NULL, ?, ?, %s FROM %s t WHERE %s AND %s <= %d"
        .formatted(ring, list("t.", table.columns()), table.quoted(), keys, bytes("t."), ROW_BYTES);
  }

  /** Drops what the ring has no place for. */
  String forget() {
    return forget;
  }

  /**
   * Site, version, key: quarantines a row that lives, as the first of that version found it; as
   * absent if that is not known.
   */
  String quarantine() {
    String found = "\"#site\" = ?1 AND \"#ver\" = ?2 AND " + keyAre("", 3);
    List<String> nothing = new ArrayList<>();
    for (Column column : table.columns()) {
      nothing.add(column.keyPosition() > 0 ? "?" + (column.keyPosition() + 2) : "NULL");
    }
    return ("INSERT INTO %1$s(\"#seq\", \"#site\", \"#ver\", \"#served\", %2$s)"
            + " SELECT * FROM (SELECT \"#seq\", \"#site\", \"#ver\", 1, %2$s FROM %3$s WHERE %4$s AND EXISTS"
            + " (SELECT 1 FROM %5$s l WHERE %6$s) ORDER BY \"#seq\" LIMIT 1)"
            + " UNION ALL SELECT 0, ?1, ?2, 0, %7$s LIMIT 1")
        .formatted(
            kept,
            columns,
            ring,
            found,
            table.quoted(),
            keyAre("l.", 3),
            String.join(", ", nothing));
  }

  private String keyAre(String alias, int first) {
    return sql.keys().stream()
        .map(key -> alias + key.quoted() + " = ?" + (first + key.keyPosition() - 1))
        .collect(Collectors.joining(" AND "));
  }

  /** By site, version: how many of its rows are served as they were before, and how many at all. */
  String count() {
    return "SELECT coalesce(sum(\"#served\"), 0), count(*) FROM %s WHERE \"#site\" = ? AND \"#ver\" = ?"
        .formatted(kept);
  }

  /** By site, version: its rows' keys, as they are served. */
  String keptColumns() {
    return "SELECT %s FROM %s WHERE \"#site\" = ? AND \"#ver\" = ?".formatted(columns, kept);
  }

  /** By site, version. */
  String lift() {
    return "DELETE FROM " + kept + " WHERE \"#site\" = ? AND \"#ver\" = ?";
  }

  /** A view of one connection that shadows the table: rows in quarantine as they were before. */
  String view() {
    return ("CREATE TEMP VIEW %1$s AS SELECT %2$s FROM main.%1$s t WHERE NOT EXISTS"
            + " (SELECT 1 FROM main.%3$s q WHERE %4$s AND %5$s)"
            + " UNION ALL SELECT %6$s FROM main.%3$s q WHERE q.\"#served\" = 1 AND %5$s AND NOT EXISTS"
            + " (SELECT 1 FROM main.%3$s o WHERE %7$s AND o.\"#seq\" < q.\"#seq\" AND %8$s)")
        .formatted(
            table.quoted(),
            list("t.", table.columns()),
            kept,
            same("q", "t"),
            inForce("q"),
            list("q.", table.columns()),
            same("o", "q"),
            inForce("o"));
  }

  private String same(String a, String b) {
    return sql.keys().stream()
        .map(key -> "%1$s.%3$s = %2$s.%3$s".formatted(a, b, key.quoted()))
        .collect(Collectors.joining(" AND "));
  }

  private String inForce(String alias) {
    List<Column> keys = sql.keys();
    String row =
        IntStream.range(0, keys.size())
            .mapToObj(i -> "r.p%d = %s.%s".formatted(i, alias, keys.get(i).quoted()))
            .collect(Collectors.joining(" AND "));
    return ("EXISTS (SELECT 1 FROM main.%1$s r WHERE %2$s AND (r.site = %4$s.\"#site\" AND r.ver = %4$s.\"#ver\""
            + " OR EXISTS (SELECT 1 FROM main.%3$s c WHERE c.k = r.k AND c.site = %4$s.\"#site\" AND c.ver = %4$s.\"#ver\")))")
        .formatted(sql.row(), row, sql.cell(), alias);
  }

  private static String list(String alias, List<Column> of) {
    return of.stream().map(column -> alias + column.quoted()).collect(Collectors.joining(", "));
  }

  private String bytes(String alias) {
    return table.columns().stream()
        .map(column -> "coalesce(octet_length(%s%s), 0)".formatted(alias, column.quoted()))
        .collect(Collectors.joining(" + "));
  }
}
