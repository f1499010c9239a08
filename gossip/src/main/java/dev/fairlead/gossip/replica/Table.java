package dev.fairlead.gossip.replica;

import dev.fairlead.gossip.change.Scope;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A replicated table as SQLite understands its definition.
 *
 * <p>Immutable.
 *
 * @param name its name
 * @param regional whether its rows stay in the region that wrote them
 * @param columns all columns, in the order of the file; ids count up from 0
 */
record Table(String name, boolean regional, List<Column> columns) {
  Table {
    columns = List.copyOf(columns);
  }

  /**
   * A column.
   *
   * @param id its place in the table; new columns get the next one
   * @param name its name
   * @param type INTEGER, REAL, TEXT, BLOB or ANY
   * @param notNull whether it refuses NULL
   * @param defaultSql the default as SQL; null for NULL
   * @param keyPosition place in the primary key, from 1; 0 for other columns
   */
  record Column(
      int id,
      String name,
      String type,
      boolean notNull,
      @Nullable String defaultSql,
      int keyPosition) {
    /** Whether a value can be stored unchanged. */
    boolean accepts(@Nullable Object value) {
      if (value == null) {
        return !notNull;
      }
      return switch (type) {
        case "INTEGER", "INT" -> value instanceof Long;
        case "REAL" -> isNumber(value);
        case "TEXT" -> value instanceof String;
        case "BLOB" -> value instanceof byte[];
        default -> isNumber(value) || !(value instanceof Double);
      };
    }

    /** SQLite stores NaN as NULL. */
    private static boolean isNumber(Object value) {
      return value instanceof Double number && !number.isNaN();
    }

    String quoted() {
      return '"' + name + '"';
    }
  }

  /** The columns of the primary key, in its order. */
  List<Column> keys() {
    return columns.stream()
        .filter(column -> column.keyPosition() > 0)
        .sorted(Comparator.comparingInt(Column::keyPosition))
        .toList();
  }

  /** The columns outside the primary key. */
  List<Column> values() {
    return columns.stream().filter(column -> column.keyPosition() == 0).toList();
  }

  /** The column of that name; null if there is none. */
  @Nullable Column column(String column) {
    return columns.stream().filter(each -> each.name().equals(column)).findFirst().orElse(null);
  }

  /** The scope its rows have on a node of {@code region}. */
  Scope scope(String region) {
    return regional ? Scope.of(region) : Scope.WORLD;
  }

  /** Whether {@code key} can be a primary key here. */
  boolean acceptsKey(List<Object> key) {
    List<Column> keys = keys();
    boolean fits = key.size() == keys.size();
    for (int i = 0; fits && i < keys.size(); i++) {
      fits = keys.get(i).accepts(key.get(i));
    }
    return fits;
  }

  String quoted() {
    return '"' + name + '"';
  }
}
