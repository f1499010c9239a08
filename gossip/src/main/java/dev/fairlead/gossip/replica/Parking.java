package dev.fairlead.gossip.replica;

import dev.fairlead.gossip.change.Change;
import dev.fairlead.gossip.change.Scope;
import dev.fairlead.gossip.change.Stream;
import dev.fairlead.gossip.change.Version;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Changes whose table or column this node does not know, kept as they came until its schema does.
 *
 * <p>They stay part of their version: other nodes read them from here like any other change.
 * Confined to the writer thread, except {@link #count()} and {@link #read}.
 */
final class Parking {
  /** Parked changes held; beyond that a version with an unknown change is not taken at all. */
  static final int CHANGES = 100_000;

  private static final String COLUMNS = "tbl, key, col, value, cv, cl, id";

  private final Database database;
  private final Sites sites;
  private long inTransaction;

  // Written by the writer after a commit, with release; paired with the acquire of count().
  private volatile long durable;

  Parking(Database database, Sites sites) throws SQLException {
    this.database = database;
    this.sites = sites;
    recount();
    committed();
  }

  /** How many, durably. Any thread. */
  long count() {
    return durable;
  }

  boolean full() {
    return inTransaction >= CHANGES;
  }

  /** Keeps one. */
  void park(Stream stream, long version, Change change) throws SQLException {
    inTransaction++;
    Change.Cell cell = change instanceof Change.Cell it ? it : null;
    database.update(
        "INSERT INTO fairlead_parked(site, scope, ver, tbl, key, col, value, cv, cl) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        sites.number(stream.origin()),
        stream.scope().region(),
        version,
        change.table(),
        KeyCodec.encode(change.key()),
        cell == null ? null : cell.column(),
        cell == null ? null : cell.value(),
        cell == null ? 0L : cell.columnVersion(),
        change.causalLength());
  }

  /** Takes out everything parked, as versions to merge again. */
  List<Version> takeAll() throws SQLException {
    Map<Stream, Map<Long, List<Change>>> parked = new TreeMap<>();
    database.query(
        "SELECT " + COLUMNS + ", site, scope, ver FROM fairlead_parked ORDER BY id",
        rows -> {
          Stream stream = new Stream(sites.id(rows.getInt(8)), new Scope(rows.getString(9)));
          List<Change> changes =
              parked
                  .computeIfAbsent(stream, _ -> new TreeMap<>())
                  .computeIfAbsent(rows.getLong(10), _ -> new ArrayList<>());
          changes.add(change(rows, changes.size()));
        });
    database.exec("DELETE FROM fairlead_parked");
    inTransaction = 0;
    List<Version> versions = new ArrayList<>();
    parked.forEach((stream, byNumber) ->
        byNumber.forEach(
            (number, changes) -> versions.add(new Version(stream, number, 0, changes))));
    return versions;
  }

  /** Appends what is parked of a version to {@code changes}. For any connection. */
  static void read(Database database, int site, Scope scope, long version, List<Change> changes)
      throws SQLException {
    database.query(
        "SELECT "
            + COLUMNS
            + " FROM fairlead_parked WHERE site = ? AND scope = ? AND ver = ? ORDER BY id",
        rows -> changes.add(change(rows, changes.size())),
        site,
        scope.region(),
        version);
  }

  private static Change change(ResultSet rows, int seq) throws SQLException {
    String table = rows.getString(1);
    List<Object> key = KeyCodec.decode(rows.getBytes(2));
    String column = rows.getString(3);
    long causalLength = rows.getLong(6);
    return column == null
        ? new Change.Row(table, key, causalLength, seq)
        : new Change.Cell(
            table, key, column, Database.value(rows, 4), rows.getLong(5), causalLength, seq);
  }

  /** The transaction is durable. */
  void committed() {
    durable = inTransaction;
  }

  /** Counts again after a rollback. */
  void recount() throws SQLException {
    database.query("SELECT count(*) FROM fairlead_parked", rows -> inTransaction = rows.getLong(1));
  }
}
