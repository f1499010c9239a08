package dev.fairlead.gossip.replica;

import dev.fairlead.gossip.replica.SchemaFile.Definition;
import dev.fairlead.gossip.replica.Table.Column;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Brings the tables of a replica to the schema files: adds tables, columns and indexes, refuses
 * every other difference.
 *
 * <p>Runs once, inside the transaction that opens the replica, so a refusal changes nothing.
 */
final class SchemaUpgrade {
  private final Database database;
  private final Map<String, Boolean> registered = new LinkedHashMap<>();

  private SchemaUpgrade(Database database) {
    this.database = database;
  }

  /** Applies {@code file}; the tables as they are then. */
  static Schema apply(Database database, SchemaFile file) throws SQLException {
    return new SchemaUpgrade(database).apply(file);
  }

  private Schema apply(SchemaFile file) throws SQLException {
    database.query(
        "SELECT name, scope FROM fairlead_table",
        rows -> registered.put(rows.getString(1), rows.getString(2).equals("region")));
    List<Table> wanted = parse(file);
    refuseRemoval(wanted, file);
    List<Table> present = new ArrayList<>();
    for (int i = 0; i < wanted.size(); i++) {
      present.add(bring(wanted.get(i), file.tables().get(i)));
    }
    bringIndexes(file);
    Schema schema = new Schema(present);
    for (TableSql table : schema.tables()) {
      bringPrevious(table);
    }
    bringTriggers(schema);
    return schema;
  }

  /** Lets SQLite read the definitions in an empty database. */
  private static List<Table> parse(SchemaFile file) throws SQLException {
    List<Table> tables = new ArrayList<>();
    try (Database scratch = Database.scratch()) {
      for (Definition table : file.tables()) {
        run(scratch, table);
        tables.add(TableReader.read(scratch, table.place(), table.name(), table.regional()));
      }
      for (Definition index : file.indexes()) {
        run(scratch, index);
      }
      for (Definition table : file.tables()) { // a unique index would come to light only now
        TableReader.read(scratch, table.place(), table.name(), table.regional());
      }
    }
    return tables;
  }

  private static void run(Database database, Definition definition) {
    try {
      database.exec(definition.sql());
    } catch (SQLException e) {
      throw new ReplicaException(definition.place() + ": " + Database.message(e), e);
    }
  }

  private void refuseRemoval(List<Table> wanted, SchemaFile file) {
    Set<String> names = new HashSet<>();
    wanted.forEach(table -> names.add(table.name()));
    for (Map.Entry<String, Boolean> table : registered.entrySet()) {
      if (!names.contains(table.getKey())) {
        throw new ReplicaException(
            "table "
                + table.getKey()
                + " is replicated but in no schema file; tables cannot be removed");
      }
    }
    for (Definition table : file.tables()) {
      Boolean regional = registered.get(table.name());
      if (regional != null && regional != table.regional()) {
        throw new ReplicaException(
            table.place() + ": the scope of table " + table.name() + " cannot change");
      }
    }
  }

  private Table bring(Table wanted, Definition definition) throws SQLException {
    if (!registered.containsKey(wanted.name())) {
      run(database, definition);
      database.update(
          "INSERT INTO fairlead_table(name, scope) VALUES (?, ?)",
          wanted.name(),
          wanted.regional() ? "region" : "world");
      for (String sql : new TableSql(wanted).createClocks()) {
        database.exec(sql);
      }
      return wanted;
    }
    Table present =
        TableReader.read(database, definition.place(), wanted.name(), wanted.regional());
    addColumns(present, wanted, definition.place());
    return TableReader.read(database, definition.place(), wanted.name(), wanted.regional());
  }

  private void addColumns(Table present, Table wanted, String place) throws SQLException {
    for (Column column : present.columns()) {
      if (wanted.column(column.name()) == null) {
        throw new ReplicaException(
            place + ": column " + wanted.name() + "." + column.name() + " cannot be removed");
      }
    }
    for (Column column : wanted.columns()) {
      Column known = present.column(column.name());
      if (known == null) {
        add(wanted, column, place);
      } else if (!sameDefinition(known, column)) {
        throw new ReplicaException(
            place
                + ": the definition of column "
                + wanted.name()
                + "."
                + column.name()
                + " cannot change");
      }
    }
  }

  private static boolean sameDefinition(Column a, Column b) {
    return a.type().equals(b.type())
        && a.notNull() == b.notNull()
        && a.keyPosition() == b.keyPosition()
        && Objects.equals(a.defaultSql(), b.defaultSql());
  }

  private void add(Table table, Column column, String place) throws SQLException {
    if (column.keyPosition() > 0) {
      throw new ReplicaException(
          place + ": the primary key of table " + table.name() + " cannot change");
    }
    String value = column.defaultSql();
    database.exec(
        "ALTER TABLE %s ADD COLUMN %s %s%s%s"
            .formatted(
                table.quoted(),
                column.quoted(),
                column.type(),
                column.notNull() ? " NOT NULL" : "",
                value == null ? "" : " DEFAULT " + value));
  }

  private void bringIndexes(SchemaFile file) throws SQLException {
    Set<String> present = new HashSet<>();
    database.query(
        "SELECT name FROM sqlite_schema WHERE type = 'index'",
        rows -> present.add(rows.getString(1)));
    for (Definition index : file.indexes()) {
      if (!present.contains(index.name())) {
        run(database, index);
      }
    }
  }

  /** What rows were before is kept by the columns they had: with others it begins anew. */
  private void bringPrevious(TableSql table) throws SQLException {
    PreviousSql previous = table.previous();
    List<String> create = previous.create();
    for (int i = 0; i < create.size(); i++) {
      String name = previous.tables().get(i);
      String[] present = {""};
      database.query(
          "SELECT sql FROM sqlite_schema WHERE name = ?",
          rows -> present[0] = rows.getString(1),
          name);
      if (!present[0].equals(create.get(i))) {
        database.exec("DROP TABLE IF EXISTS \"" + name + '"');
        database.exec(create.get(i));
      }
    }
  }

  /** Only generated triggers exist; whatever differs is replaced. */
  private void bringTriggers(Schema schema) throws SQLException {
    Set<String> wanted = new LinkedHashSet<>();
    schema.tables().forEach(table -> wanted.addAll(CaptureSql.of(table)));
    Map<String, String> present = new HashMap<>();
    database.query(
        "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'",
        rows -> present.put(rows.getString(1), rows.getString(2)));
    for (Map.Entry<String, String> trigger : present.entrySet()) {
      if (!wanted.remove(trigger.getValue())) {
        database.exec("DROP TRIGGER \"" + trigger.getKey() + '"');
      }
    }
    for (String sql : wanted) {
      database.exec(sql);
    }
  }
}
