package dev.fairlead.gossip.replica;

import dev.fairlead.gossip.change.Known;
import dev.fairlead.gossip.change.Scope;
import dev.fairlead.gossip.change.SiteId;
import dev.fairlead.gossip.change.Stream;
import dev.fairlead.gossip.change.VersionRange;
import dev.fairlead.gossip.change.VersionVector;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which versions this replica holds: in the file, in the same transaction as their data, and in
 * memory once that transaction is durable.
 *
 * <p>Confined to the writer thread, except {@link #vector()}.
 */
final class Book {
  private final Database database;
  private final Sites sites;
  private final Map<Stream, Known> pending = new HashMap<>();

  // Written by the writer after a commit, with release; paired with the acquire of vector().
  private volatile VersionVector durable;

  Book(Database database, Sites sites) throws SQLException {
    this.database = database;
    this.sites = sites;
    this.durable = read(database);
  }

  /** What a file says it holds, in the current read transaction. */
  static VersionVector read(Database database) throws SQLException {
    Map<Stream, List<VersionRange>> gaps = new HashMap<>();
    database.query(
        "SELECT s.id, g.scope, g.first, g.last FROM fairlead_gap g JOIN fairlead_site s ON s.ord = g.site ORDER BY g.first",
        rows ->
            gaps.computeIfAbsent(stream(rows), _ -> new ArrayList<>())
                .add(new VersionRange(rows.getLong(3), rows.getLong(4))));
    Map<Stream, Known> streams = new HashMap<>();
    database.query(
        "SELECT s.id, h.scope, h.head FROM fairlead_stream h JOIN fairlead_site s ON s.ord = h.site",
        rows -> {
          Stream stream = stream(rows);
          streams.put(stream, new Known(rows.getLong(3), gaps.getOrDefault(stream, List.of())));
        });
    return new VersionVector(streams);
  }

  /** What a file says it holds of {@code stream}, in the current read transaction. */
  static Known read(Database database, Stream stream) throws SQLException {
    byte[] origin = stream.origin().toBytes();
    String scope = stream.scope().region();
    long[] head = {0};
    database.query(
        "SELECT h.head FROM fairlead_site s JOIN fairlead_stream h ON h.site = s.ord WHERE s.id = ? AND h.scope = ?",
        rows -> head[0] = rows.getLong(1),
        origin,
        scope);
    List<VersionRange> gaps = new ArrayList<>();
    database.query(
        "SELECT g.first, g.last FROM fairlead_site s JOIN fairlead_gap g ON g.site = s.ord WHERE s.id = ? AND g.scope = ? ORDER BY g.first",
        rows -> gaps.add(new VersionRange(rows.getLong(1), rows.getLong(2))),
        origin,
        scope);
    return new Known(head[0], gaps);
  }

  /** The number of a site in the file; -1 if it is unknown. */
  static int siteNumber(Database database, SiteId site) throws SQLException {
    int[] number = {-1};
    database.query(
        "SELECT ord FROM fairlead_site WHERE id = ?",
        rows -> number[0] = rows.getInt(1),
        (Object) site.toBytes());
    return number[0];
  }

  private static Stream stream(ResultSet rows) throws SQLException {
    return new Stream(SiteId.fromBytes(rows.getBytes(1)), new Scope(rows.getString(2)));
  }

  /** What is durably held: one acquire load. Any thread. */
  VersionVector vector() {
    return durable;
  }

  /** What is held of {@code stream}, the current transaction included. */
  Known known(Stream stream) {
    Known known = pending.get(stream);
    return known == null ? durable.of(stream) : known;
  }

  /** What the current transaction holds so far, for {@link #backTo}. */
  Map<Stream, Known> mark() {
    return Map.copyOf(pending);
  }

  /** A part of the current transaction was undone: what it held is not held. */
  void backTo(Map<Stream, Known> mark) {
    pending.clear();
    pending.putAll(mark);
  }

  /** Notes that the current transaction holds {@code number}. */
  void hold(Stream stream, long number) {
    pending.put(stream, known(stream).plus(new VersionRange(number, number)));
  }

  /** Writes what the current transaction holds into it. */
  void persist() throws SQLException {
    for (Map.Entry<Stream, Known> each : pending.entrySet()) {
      Stream stream = each.getKey();
      int site = sites.number(stream.origin());
      String scope = stream.scope().region();
      database.update(
          "INSERT INTO fairlead_stream(site, scope, head) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET head = excluded.head WHERE excluded.head > head",
          site,
          scope,
          each.getValue().head());
      if (!each.getValue().gaps().equals(durable.of(stream).gaps())) {
        persistGaps(site, scope, each.getValue().gaps());
      }
    }
  }

  private void persistGaps(int site, String scope, List<VersionRange> gaps) throws SQLException {
    database.update("DELETE FROM fairlead_gap WHERE site = ? AND scope = ?", site, scope);
    for (VersionRange gap : gaps) {
      database.update(
          "INSERT INTO fairlead_gap(site, scope, first, last) VALUES (?, ?, ?, ?)",
          site,
          scope,
          gap.first(),
          gap.last());
    }
  }

  /** The transaction is durable: shows it to everybody. */
  void committed() {
    if (pending.isEmpty()) {
      return;
    }
    Map<Stream, Known> next = new HashMap<>(durable.streams());
    next.putAll(pending);
    pending.clear();
    durable = new VersionVector(next);
  }

  /** The transaction is gone, and what it held with it. */
  void rolledBack() {
    pending.clear();
  }
}
