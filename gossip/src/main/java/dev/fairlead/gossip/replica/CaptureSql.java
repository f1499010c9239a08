package dev.fairlead.gossip.replica;

import dev.fairlead.gossip.replica.Table.Column;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The triggers that record local writes of one table in its clock tables.
 *
 * <p>They stay silent while the writer applies what other nodes wrote ({@code
 * fairlead_context.applying}). Conflicts inside them are upserts, never {@code OR …}: the conflict
 * clause of the user's statement would replace the latter. Pure.
 */
final class CaptureSql {
  private static final String LOCAL = " WHEN (SELECT applying FROM fairlead_context) = 0 BEGIN ";

  private final TableSql sql;
  private final Table table;
  private final String version;

  private CaptureSql(TableSql sql) {
    this.sql = sql;
    this.table = sql.table();
    this.version =
        table.regional()
            ? "(SELECT region FROM fairlead_context)"
            : "(SELECT world FROM fairlead_context)";
  }

  /** The statements that create them. */
  static List<String> of(TableSql sql) {
    CaptureSql capture = new CaptureSql(sql);
    List<String> triggers =
        new ArrayList<>(List.of(capture.keyIsFixed(), capture.insert(), capture.delete()));
    if (!sql.values().isEmpty()) {
      triggers.add(capture.update());
    }
    if (sql.table().name().equals("instance")) {
      triggers.addAll(InstanceSql.TRIGGERS);
    }
    return triggers;
  }

  private String trigger(String name, String event) {
    return "CREATE TRIGGER \"fairlead_%s_%s\" %s ON %s%s"
        .formatted(name, table.name(), event, table.quoted(), LOCAL);
  }

  private String keyIsFixed() {
    String changed =
        sql.keys().stream()
            .map(key -> "OLD.%1$s IS NOT NEW.%1$s".formatted(key.quoted()))
            .collect(Collectors.joining(" OR "));
    return trigger("key", "BEFORE UPDATE OF " + TableSql.names(sql.keys()))
        + "SELECT RAISE(ABORT, 'the primary key of table %s cannot be updated: delete the row and insert another') WHERE %s; END"
            .formatted(table.name(), changed);
  }

  /**
   * A new row starts its first life, a deleted one its next; every column counts one write. A table
   * with columns needs no record of the first life: its cells tell.
   */
  private String insert() {
    boolean onlyKey = sql.values().isEmpty();
    String row =
        "INSERT INTO %s(%s, cl, site, ver) VALUES (%s, 1, 0, %s) ON CONFLICT DO UPDATE SET cl = cl + 1, site = 0, ver = %s WHERE cl %% 2 = 0; "
            .formatted(sql.row(), sql.rowKeys(), keysOf("NEW"), onlyKey ? version : "0", version);
    String columns =
        sql.values().stream()
            .map(column -> "(" + column.id() + ")")
            .collect(Collectors.joining(", "));
    return trigger("insert", "AFTER INSERT")
        + row
        + (onlyKey ? "" : cells("NEW", "(VALUES " + columns + ")"))
        + "END";
  }

  /** Only columns whose value or type differs count as written. */
  private String update() {
    String changed =
        sql.values().stream().map(CaptureSql::ifChanged).collect(Collectors.joining(" UNION ALL "));
    return trigger("update", "AFTER UPDATE OF " + TableSql.names(sql.values()))
        + sql.previous().keepOld(version)
        + cells("NEW", "(" + changed + ")")
        + "END";
  }

  private static String ifChanged(Column column) {
    return "SELECT %2$d AS column1 WHERE OLD.%1$s IS NOT NEW.%1$s OR typeof(OLD.%1$s) <> typeof(NEW.%1$s)"
        .formatted(column.quoted(), column.id());
  }

  private String delete() {
    return trigger("delete", "AFTER DELETE")
        + "UPDATE %s SET cl = cl + 1, site = 0, ver = %s WHERE %s AND cl %% 2 = 1; "
            .formatted(sql.row(), version, rowIs("OLD", ""))
        + "DELETE FROM %s WHERE k = (SELECT k FROM %s WHERE %s); END"
            .formatted(sql.cell(), sql.row(), rowIs("OLD", ""));
  }

  private String cells(String which, String columns) {
    return ("INSERT INTO %s(k, col, cv, site, ver) SELECT r.k, c.column1, 1, 0, %s FROM %s r CROSS JOIN %s c WHERE %s"
            + " ON CONFLICT DO UPDATE SET cv = cv + 1, site = 0, ver = excluded.ver; ")
        .formatted(sql.cell(), version, sql.row(), columns, rowIs(which, "r."));
  }

  private String keysOf(String which) {
    return sql.keys().stream()
        .map(key -> which + "." + key.quoted())
        .collect(Collectors.joining(", "));
  }

  private String rowIs(String which, String alias) {
    List<Column> keys = sql.keys();
    return IntStream.range(0, keys.size())
        .mapToObj(i -> "%sp%d = %s.%s".formatted(alias, i, which, keys.get(i).quoted()))
        .collect(Collectors.joining(" AND "));
  }
}
