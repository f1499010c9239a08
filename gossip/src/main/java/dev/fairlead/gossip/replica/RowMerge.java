package dev.fairlead.gossip.replica;

import dev.fairlead.gossip.change.Change;
import dev.fairlead.gossip.change.SiteId;
import dev.fairlead.gossip.replica.Table.Column;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Merges the changes one version made to one row: loads what is stored, lets {@link RowState}
 * decide, stores the outcome in as few statements as possible.
 *
 * <p>Confined to the writer thread.
 */
final class RowMerge {
  /** No honest counter is this far ahead of what another node knows. */
  private static final long JUMP = 1L << 32;

  private final Database database;
  private final Sites sites;
  private final TableSql table;
  private final List<Object> key;
  private final SiteId site;
  private final long version;
  private final boolean keep;

  private RowMerge(Context context, TableSql table, List<Object> key, long version) {
    this.database = context.database();
    this.sites = context.sites();
    this.site = context.site();
    this.keep = context.keep();
    this.table = table;
    this.key = key;
    this.version = version;
  }

  /** The changes jump further than any honest node's; nothing may be stored of their version. */
  static final class Jump extends Exception {
    private static final long serialVersionUID = 1L;

    Jump(String message) {
      super(message);
    }
  }

  /** What is stored about a row: its line in the row table and the state made of it. */
  private record Stored(long k, RowState state) {}

  /**
   * Merges {@code changes}, all of the row {@code key} and known to fit the table.
   *
   * @throws Jump if a counter is out of bounds
   */
  static void merge(
      Context context, TableSql table, List<Change> changes, long version, CommitRows out)
      throws SQLException, Jump {
    new RowMerge(context, table, changes.getFirst().key(), version).merge(changes, out);
  }

  /**
   * Where a merge happens.
   *
   * @param database the writer's
   * @param sites of that database
   * @param site who wrote the changes
   * @param keep whether what rows were before is kept: of the last rows of a batch
   */
  record Context(Database database, Sites sites, SiteId site, boolean keep) {}

  private void merge(List<Change> changes, CommitRows out) throws SQLException, Jump {
    Stored stored = load();
    RowState state = stored.state();
    boolean known = state.causalLength() > 0 && state.alive();
    List<@Nullable Object> values = known && tied(state, changes) ? values() : List.of();
    for (Change change : changes) {
      apply(state, change, values);
    }
    boolean fresh = state.reborn();
    if (keep && known && !state.winners().isEmpty()) {
      keepPrevious();
    }
    if (fresh && known) {
      database.update(table.delete(), key.toArray());
      database.update(table.dropCells(), stored.k());
    }
    if (fresh || state.owned() || !state.winners().isEmpty()) {
      store(stored.k(), state);
      report(state, values, known, out);
    }
  }

  private void keepPrevious() throws SQLException {
    List<Object> values = new ArrayList<>(List.of(sites.number(site), version));
    values.addAll(key);
    database.update(table.previous().keep(), values.toArray());
  }

  private Stored load() throws SQLException {
    try (ResultSet row = database.bind(table.findRow(), key.toArray()).executeQuery()) {
      if (!row.next()) {
        return new Stored(0, new RowState(0, null));
      }
      long k = row.getLong(1);
      long causalLength = row.getLong(2);
      SiteId owner = row.getLong(4) == 0 ? null : sites.id(row.getInt(3));
      RowState state = new RowState(causalLength, owner);
      if (state.alive()) {
        database.query(
            table.findCells(),
            cells ->
                state.load(
                    cells.getInt(1),
                    new RowState.Clock(cells.getLong(2), sites.id(cells.getInt(3)))),
            k);
      }
      return new Stored(k, state);
    }
  }

  private boolean tied(RowState state, List<Change> changes) {
    return changes.stream()
        .anyMatch(
            change -> change instanceof Change.Cell cell && state.needsValue(columnOf(cell), cell));
  }

  private Column columnOf(Change.Cell cell) {
    Column column = table.table().column(cell.column());
    if (column == null) {
      throw new IllegalStateException("unknown columns are parked before: " + cell.column());
    }
    return column;
  }

  /** The stored values of the columns outside the key, in their order. */
  private List<@Nullable Object> values() throws SQLException {
    List<@Nullable Object> values = new ArrayList<>();
    database.query(
        table.findValues(),
        rows -> {
          for (int i = 1; i <= table.values().size(); i++) {
            values.add(Database.value(rows, i));
          }
        },
        key.toArray());
    return values;
  }

  private void apply(RowState state, Change change, List<@Nullable Object> values) throws Jump {
    Column column = change instanceof Change.Cell cell ? columnOf(cell) : null;
    if (state.jump(change, column) > JUMP) {
      throw new Jump("row %s of %s: %s".formatted(key, table.table().name(), numbers(change)));
    }
    switch (change) {
      case Change.Row row -> state.apply(row, site);
      case Change.Cell cell -> {
        Column of = columnOf(cell);
        state.apply(cell, of, stored(values, of), site);
      }
    }
  }

  private static String numbers(Change change) {
    return "causal length "
        + change.causalLength()
        + (change instanceof Change.Cell cell ? ", column version " + cell.columnVersion() : "");
  }

  private @Nullable Object stored(List<@Nullable Object> values, Column column) {
    return values.isEmpty() ? null : values.get(table.values().indexOf(column));
  }

  private void store(long storedK, RowState state) throws SQLException {
    int number = sites.number(site);
    long k = storedK;
    if (k == 0 || state.reborn() || state.owned()) {
      k = storeRow(k, state, number);
    }
    if (!state.alive()) {
      return;
    }
    if (state.reborn() || !state.winners().isEmpty()) {
      List<@Nullable Object> row = new ArrayList<>(key);
      row.addAll(state.winners().values());
      database.update(table.putValues(state.winners().keySet()), row.toArray());
    }
    if (!state.winners().isEmpty()) {
      storeCells(k, state, number);
    }
  }

  private long storeRow(long k, RowState state, int number) throws SQLException {
    long recordVersion = state.owned() ? version : 0;
    if (k != 0) {
      database.update(table.changeRow(), state.causalLength(), number, recordVersion, k);
      return k;
    }
    List<Object> line = new ArrayList<>(key);
    line.addAll(List.of(state.causalLength(), number, recordVersion));
    try (ResultSet added = database.bind(table.addRow(), line.toArray()).executeQuery()) {
      added.next();
      return added.getLong(1);
    }
  }

  private void storeCells(long k, RowState state, int number) throws SQLException {
    Object[] cells = new Object[state.winners().size() * 5];
    int at = 0;
    for (Column column : state.winners().keySet()) {
      cells[at++] = k;
      cells[at++] = column.id();
      cells[at++] = state.columnVersion(column);
      cells[at++] = number;
      cells[at++] = version;
    }
    database.update(table.putCells(state.winners().size()), cells);
  }

  /** A row that came into being is reported with all its columns, any other with what differs. */
  private void report(RowState state, List<@Nullable Object> before, boolean known, CommitRows out)
      throws SQLException {
    Map<String, @Nullable Object> columns = new LinkedHashMap<>();
    state
        .winners()
        .forEach((column, value) -> {
          if (before.isEmpty()
              || state.reborn()
              || ValueOrder.compare(value, stored(before, column)) != 0) {
            columns.put(column.name(), value);
          }
        });
    if (state.alive() && state.reborn() && columns.size() < table.values().size()) {
      List<@Nullable Object> all = values();
      table.values().forEach(column -> columns.put(column.name(), stored(all, column)));
    }
    boolean changed = !columns.isEmpty() || state.alive() != known || (state.reborn() && known);
    if (changed) {
      out.add(table.table().name(), key, state.alive(), state.reborn(), columns);
    }
  }
}
