package dev.fairlead.gossip.replica;

import dev.fairlead.gossip.change.ChangeId;
import dev.fairlead.gossip.change.Commit;
import dev.fairlead.gossip.change.Stream;
import dev.fairlead.gossip.change.VersionRange;
import dev.fairlead.gossip.change.VersionVector;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds which rows a range of versions changed, out of the clock tables: two queries per table and
 * range, however many versions are in it.
 *
 * <p>When something was committed is not stored: {@code committedAtMillis} is the time of the scan.
 * Confined to the thread of its database.
 */
final class ChangeScan {
  private final Database database;
  private final Schema schema;
  private final String region;

  /** Scans what {@code database} holds of {@code schema}, on a node of {@code region}. */
  ChangeScan(Database database, Schema schema, String region) {
    this.database = database;
    this.schema = schema;
    this.region = region;
  }

  /** What is held and how it differs from what was known, both of one moment. */
  record Result(VersionVector held, @Nullable Commit changed) {}

  /** Scans with a connection of its own; null if there are more rows than {@code maxRows}. */
  static @Nullable Commit once(Path file, String region, VersionVector known, int maxRows) {
    try (Database database = Database.reader(file)) {
      return new ChangeScan(database, Schema.read(database), region).since(known, maxRows).changed;
    } catch (SQLException e) {
      throw new ReplicaException("cannot read what changed: " + Database.message(e), e);
    }
  }

  /** What is held now. */
  VersionVector held() throws SQLException {
    database.exec("BEGIN");
    try {
      return Book.read(database);
    } finally {
      database.exec("COMMIT");
    }
  }

  /** In one read transaction: what is held, and the rows that differ from {@code known}. */
  Result since(VersionVector known, int maxRows) throws SQLException {
    database.exec("BEGIN");
    try {
      VersionVector held = Book.read(database);
      return new Result(held, changed(known, held, maxRows));
    } finally {
      database.exec("COMMIT"); // nothing was written: it only ends the view of the file
    }
  }

  private @Nullable Commit changed(VersionVector known, VersionVector held, int maxRows)
      throws SQLException {
    CommitRows rows = new CommitRows();
    for (Map.Entry<Stream, List<VersionRange>> each : known.missingFrom(held).entrySet()) {
      for (VersionRange range : each.getValue()) {
        add(each.getKey(), range, rows, maxRows);
        if (rows.size() > maxRows) {
          return null;
        }
      }
    }
    return rows.commit(false, System.currentTimeMillis());
  }

  /**
   * What is left of {@code range} of {@code stream}; of more rows, one more than {@code maxRows}.
   */
  Commit of(Stream stream, VersionRange range, int maxRows) throws SQLException {
    CommitRows rows = new CommitRows();
    add(stream, range, rows, maxRows);
    return rows.commit(false, System.currentTimeMillis());
  }

  private void add(Stream stream, VersionRange range, CommitRows into, int maxRows)
      throws SQLException {
    int site = Book.siteNumber(database, stream.origin());
    for (TableSql table : schema.tables()) {
      if (table.table().scope(region).equals(stream.scope())) {
        Found found = new Found(stream, table, into, maxRows);
        add(table.rowsOf(), site, range, found, found::record);
        if (!table.values().isEmpty()) {
          add(table.cellsOf(), site, range, found, found::cell);
        }
      }
    }
  }

  /** Ends early when there are too many rows: a range may be the whole file. */
  private void add(String sql, int site, VersionRange range, Found found, Database.RowTaker taker)
      throws SQLException {
    try (ResultSet rows = database.bind(sql, site, range.first(), range.last()).executeQuery()) {
      while (found.hasRoom() && rows.next()) {
        taker.take(rows);
      }
    }
  }

  /** Takes the lines of one table's clocks. */
  private record Found(Stream stream, TableSql table, CommitRows into, int maxRows) {
    boolean hasRoom() {
      return into.size() <= maxRows;
    }

    void record(ResultSet rows) throws SQLException {
      add(rows, VersionReader.key(rows, 4, table.keys().size()), Map.of());
    }

    void cell(ResultSet rows) throws SQLException {
      Map<String, @Nullable Object> column = new HashMap<>();
      column.put(table.table().columns().get(rows.getInt(4)).name(), Database.value(rows, 6));
      add(rows, VersionReader.key(rows, 7, table.keys().size()), column);
    }

    private void add(ResultSet rows, List<Object> key, Map<String, @Nullable Object> columns)
        throws SQLException {
      into.by(new ChangeId(stream, rows.getLong(1)));
      into.add(table.table().name(), key, rows.getLong(3) % 2 == 1, false, columns);
    }
  }
}
