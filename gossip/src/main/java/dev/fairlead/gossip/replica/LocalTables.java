package dev.fairlead.gossip.replica;

import dev.fairlead.gossip.change.SiteId;
import java.sql.SQLException;
import java.util.List;

/**
 * The tables a replica keeps for itself, which never travel: who it is, what it holds, what it
 * parked.
 *
 * <pre>
 * fairlead_self     node and region of this file
 * fairlead_context  applying: capture is silent · world, region: the version a local write gets now
 * fairlead_site     numbers for site ids; 0 is this replica
 * fairlead_stream   head of every stream            fairlead_gap  what is missing below it
 * fairlead_table    replicated tables and their scope
 * fairlead_parked   changes whose table or column is not known here yet
 * fairlead_quarantine  versions that are not served; merged: whether they were held before
 * </pre>
 *
 * <p>Runs once, inside the transaction that opens the replica.
 */
final class LocalTables {
  /** Layout of these tables, in {@code PRAGMA user_version}. */
  private static final int FORMAT = 1;

  private static final List<String> CREATE =
      List.of(
          "CREATE TABLE fairlead_self(one INTEGER PRIMARY KEY CHECK(one = 1), node TEXT NOT NULL, region TEXT NOT NULL) STRICT",
          "CREATE TABLE fairlead_context(one INTEGER PRIMARY KEY CHECK(one = 1), applying INTEGER NOT NULL, world INTEGER NOT NULL, region INTEGER NOT NULL) STRICT",
          "CREATE TABLE fairlead_site(ord INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE) STRICT",
          "CREATE TABLE fairlead_stream(site INTEGER NOT NULL, scope TEXT NOT NULL, head INTEGER NOT NULL, PRIMARY KEY(site, scope)) WITHOUT ROWID, STRICT",
          "CREATE TABLE fairlead_gap(site INTEGER NOT NULL, scope TEXT NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL, PRIMARY KEY(site, scope, first)) WITHOUT ROWID, STRICT",
          "CREATE TABLE fairlead_table(name TEXT PRIMARY KEY, scope TEXT NOT NULL) STRICT",
          "CREATE TABLE fairlead_parked(id INTEGER PRIMARY KEY, site INTEGER NOT NULL, scope TEXT NOT NULL, ver INTEGER NOT NULL, tbl TEXT NOT NULL, key BLOB NOT NULL, col TEXT, value ANY, cv INTEGER NOT NULL, cl INTEGER NOT NULL) STRICT",
          "CREATE INDEX fairlead_parked_ver ON fairlead_parked(site, scope, ver)",
          "INSERT INTO fairlead_context(one, applying, world, region) VALUES (1, 0, 1, 1)",
          "PRAGMA user_version = " + FORMAT);

  /** Younger than the others: a file may be without it, and a program that does not know it. */
  private static final String QUARANTINE =
      "CREATE TABLE IF NOT EXISTS fairlead_quarantine(site INTEGER NOT NULL, scope TEXT NOT NULL, ver INTEGER NOT NULL, since INTEGER NOT NULL, merged INTEGER NOT NULL, PRIMARY KEY(site, scope, ver)) WITHOUT ROWID, STRICT";

  private LocalTables() {}

  /**
   * Creates them in a new file, checks them in an old one.
   *
   * @param fresh the name a new file gets
   * @throws ReplicaException if the file is another region's or of a newer program
   */
  static void open(Database database, ReplicaSettings settings, SiteId fresh) throws SQLException {
    if (format(database) == 0) {
      create(database, settings, fresh);
    }
    checkRegion(database, settings);
    database.exec(QUARANTINE);
    database.update("UPDATE fairlead_self SET node = ?", settings.node());
    database.exec("UPDATE fairlead_context SET applying = 0");
  }

  /**
   * Checks a file that another process writes.
   *
   * @throws ReplicaException if it is no replica, another region's or of a newer program
   */
  static void check(Database database, ReplicaSettings settings) throws SQLException {
    if (format(database) == 0) {
      throw new ReplicaException("replica.db in " + settings.data() + " is no replica yet");
    }
    checkRegion(database, settings);
  }

  private static long format(Database database) throws SQLException {
    long format = number(database, "SELECT user_version FROM pragma_user_version");
    if (format > FORMAT) {
      throw new ReplicaException(
          "replica.db has format %d, this program knows up to %d: it was written by a newer one"
              .formatted(format, FORMAT));
    }
    return format;
  }

  private static void checkRegion(Database database, ReplicaSettings settings) throws SQLException {
    String[] region = {""};
    database.query("SELECT region FROM fairlead_self", rows -> region[0] = rows.getString(1));
    if (!region[0].equals(settings.region())) {
      throw new ReplicaException(
          "replica.db in %s belongs to region '%s', the configuration says region '%s'"
              .formatted(settings.data(), region[0], settings.region()));
    }
  }

  private static void create(Database database, ReplicaSettings settings, SiteId fresh)
      throws SQLException {
    if (number(database, "SELECT count(*) FROM sqlite_schema") > 0) {
      throw new ReplicaException(
          "replica.db in " + settings.data() + " is an SQLite database, but not a replica");
    }
    for (String sql : CREATE) {
      database.exec(sql);
    }
    database.update(
        "INSERT INTO fairlead_self(one, node, region) VALUES (1, ?, ?)",
        settings.node(),
        settings.region());
    database.update("INSERT INTO fairlead_site(ord, id) VALUES (0, ?)", (Object) fresh.toBytes());
  }

  private static long number(Database database, String sql) throws SQLException {
    long[] result = {0};
    database.query(sql, rows -> result[0] = rows.getLong(1));
    return result[0];
  }
}
