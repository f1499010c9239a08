package dev.fairlead.gossip.replica;

import dev.fairlead.gossip.change.Change;
import dev.fairlead.gossip.change.Known;
import dev.fairlead.gossip.change.Scope;
import dev.fairlead.gossip.change.Stream;
import dev.fairlead.gossip.change.Version;
import dev.fairlead.gossip.change.VersionRange;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * A {@link HistoryReader} that rebuilds versions from the clock tables, in one read transaction per
 * call: what is held and what is left of it are of the same moment.
 *
 * <p>When a version was committed is not stored: {@code committedAtMillis} is 0.
 */
final class HistoryConnection implements HistoryReader {
  /** What a version counts for against {@code maxBytes}, even when nothing is left of it. */
  private static final long VERSION_BYTES = 32;

  /** What a change counts for, besides its value. */
  private static final long CHANGE_BYTES = 32;

  private final Database database;
  private final Schema schema;
  private final String region;
  private final VersionReader reader;

  private HistoryConnection(Database database, Schema schema, String region) {
    this.database = database;
    this.schema = schema;
    this.region = region;
    this.reader = new VersionReader(database);
  }

  static HistoryConnection open(Path file, Schema schema, String region) {
    try {
      return new HistoryConnection(Database.reader(file), schema, region);
    } catch (SQLException e) {
      throw new ReplicaException("cannot open a reader: " + Database.message(e), e);
    }
  }

  @Override
  public List<Version> read(Stream stream, VersionRange range, long maxBytes) {
    try {
      database.exec("BEGIN");
      try {
        return readHeld(stream, range, maxBytes);
      } finally {
        database.exec("COMMIT");
      }
    } catch (SQLException e) {
      throw new ReplicaException("reading history: " + Database.message(e), e);
    }
  }

  private List<Version> readHeld(Stream stream, VersionRange range, long maxBytes)
      throws SQLException {
    Known held = Book.read(database, stream);
    List<Version> versions = new ArrayList<>();
    if (held.head() == 0) {
      return versions;
    }
    int site = Book.siteNumber(database, stream.origin());
    long bytes = 0;
    long last = Math.min(range.last(), held.head());
    for (long number = range.first();
        number <= last && (versions.isEmpty() || bytes < maxBytes); ) {
      VersionRange gap = held.gapAt(number);
      if (gap != null) {
        number = gap.last() + 1;
        continue;
      }
      List<Change> changes = new ArrayList<>();
      bytes += VERSION_BYTES + readOne(site, stream.scope(), number, changes);
      versions.add(new Version(stream, number, 0, changes));
      number++;
    }
    return versions;
  }

  private long readOne(int site, Scope scope, long number, List<Change> changes)
      throws SQLException {
    long bytes = 0;
    for (TableSql table : schema.tables()) {
      if (table.table().scope(region).equals(scope)) {
        bytes += reader.read(table, site, number, changes, HistoryConnection::size);
      }
    }
    int known = changes.size();
    Parking.read(database, site, scope, number, changes);
    for (Change parked : changes.subList(known, changes.size())) {
      bytes += size(parked);
    }
    return bytes;
  }

  private static long size(Change change) {
    return CHANGE_BYTES + (change instanceof Change.Cell cell ? ValueOrder.bytes(cell.value()) : 0);
  }

  @Override
  public void close() {
    database.close();
  }
}
