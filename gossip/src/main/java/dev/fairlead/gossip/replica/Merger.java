package dev.fairlead.gossip.replica;

import dev.fairlead.gossip.change.Change;
import dev.fairlead.gossip.change.ChangeId;
import dev.fairlead.gossip.change.ChangeJournal;
import dev.fairlead.gossip.change.ChangeJournal.Place;
import dev.fairlead.gossip.change.Known;
import dev.fairlead.gossip.change.Version;
import dev.fairlead.gossip.change.VersionRange;
import dev.fairlead.gossip.replica.Rejections.Reason;
import dev.fairlead.gossip.replica.Table.Column;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Applies versions of other origins, each as a whole: to the tables, to the parking place, or not
 * at all.
 *
 * <pre>
 * own site, other region, number jumps, too many gaps ──► dropped, counted, not held
 * in quarantine ────────────────────────────────────────► dropped, not held
 * held already ─────────────────────────────────────────► nothing
 * a counter jumps ──────────────────────────────────────► nothing stored, counted, held
 * unknown table or column, value of another type ───────► that change is parked, the rest applied
 * SQLite refuses a value, or the merge fails by a fault ► all changes of the version are parked
 * otherwise ────────────────────────────────────────────► applied
 * </pre>
 *
 * <p>Confined to the writer thread, inside its transaction.
 */
final class Merger {
  private static final Logger LOG = LoggerFactory.getLogger(Merger.class);

  /** A version further ahead of its stream's head than this is no honest one's. */
  private static final long AHEAD = 1L << 20;

  /**
   * Origins known; versions of others beyond it are not taken. Each start from nothing adds one.
   */
  private static final int SITES = 100_000;

  /** Gaps held per stream; a version that would open one more is left to the next sync. */
  private static final int GAPS = 10_000;

  /**
   * Of the rows of a batch only the last are kept as they were: earlier changes are not suspected.
   */
  private static final int KEPT = ChangeJournal.MAX_TOLD;

  private final Database database;
  private final Schema schema;
  private final Sites sites;
  private final Book book;
  private final Parking parking;
  private final Rejections rejections;
  private final Heartbeat heartbeat;
  private final String region;
  private final Quarantine quarantine;
  private final ChangeJournal journal;

  Merger(Core core, Rejections rejections) {
    this.database = core.database();
    this.schema = core.schema();
    this.sites = core.sites();
    this.book = core.book();
    this.parking = core.parking();
    this.rejections = rejections;
    this.heartbeat = core.heartbeat();
    this.region = core.settings().region();
    this.quarantine = core.quarantine();
    this.journal = core.settings().precautions().journal();
  }

  /** Applies {@code versions} in order; what changed goes to {@code out}. */
  void merge(List<Version> versions, CommitRows out) throws SQLException {
    applying(true);
    int left = versions.size();
    for (Version version : versions) {
      heartbeat.beat();
      left--;
      if (wanted(version)) {
        tell(version);
        apply(version, out, left);
      }
    }
    journal.applied(Place.REPLICA);
    for (TableSql table : schema.tables()) {
      database.update(table.previous().forget());
    }
    applying(false);
  }

  private void tell(Version version) {
    if (!version.changes().isEmpty()) {
      Change first = version.changes().getFirst();
      ChangeId id = new ChangeId(version.stream(), version.number());
      journal.applying(Place.REPLICA, id, first.table(), first.key());
    }
  }

  /** Applies what was parked, where the schema knows it by now; the rest is parked again. */
  void mergeParked() throws SQLException {
    if (parking.count() == 0) {
      return;
    }
    applying(true);
    for (Version version : parking.takeAll()) {
      apply(version, new CommitRows(), 0);
    }
    applying(false);
  }

  private void applying(boolean on) throws SQLException {
    database.update("UPDATE fairlead_context SET applying = ?", on ? 1 : 0);
  }

  private boolean wanted(Version version) {
    if (version.stream().origin().equals(sites.self())) {
      return reject(version, Reason.OWN_SITE);
    }
    if (!version.stream().scope().reaches(region)) {
      return reject(version, Reason.OTHER_REGION);
    }
    if (sites.count() >= SITES && !sites.knows(version.stream().origin())) {
      return reject(version, Reason.SITES);
    }
    Known known = book.known(version.stream());
    if (known.contains(version.number()) || quarantine.holds(version.stream(), version.number())) {
      return false;
    }
    if (version.number() - known.head() > AHEAD) {
      return reject(version, Reason.JUMP);
    }
    if (known.gaps().size() >= GAPS && opensGap(known, version.number())) {
      return reject(version, Reason.GAPS);
    }
    return !parking.full() || knows(version) || reject(version, Reason.PARKED);
  }

  /** Above the head with room between, or in the midst of a gap, which then becomes two. */
  private static boolean opensGap(Known known, long number) {
    VersionRange gap = known.gapAt(number);
    return gap == null ? number > known.head() + 1 : gap.first() < number && number < gap.last();
  }

  private boolean reject(Version version, Reason reason) {
    rejections.add(
        version.stream().origin(),
        reason,
        "version " + version.number() + " of " + version.stream().scope());
    return false;
  }

  private boolean knows(Version version) {
    return version.changes().stream().noneMatch(change -> unknown(version, change));
  }

  /**
   * Applies one.
   *
   * @param left how many versions of the batch come after it
   */
  private void apply(Version version, CommitRows out, int left) throws SQLException {
    sites.number(version.stream().origin());
    database.exec("SAVEPOINT version");
    try {
      CommitRows rows = new CommitRows();
      rows.by(new ChangeId(version.stream(), version.number()));
      mergeRows(version, rows, left);
      database.exec("RELEASE version");
      rows.at(version.committedAtMillis());
      out.addAll(rows);
    } catch (RowMerge.Jump e) {
      undo();
      rejections.add(version.stream().origin(), Reason.JUMP, e.toString());
    } catch (SQLException e) {
      if (Storage.isToBlame(e)) {
        throw e;
      }
      parkAll(version, e);
    } catch (RuntimeException e) { // no version may keep those behind it from being merged
      parkAll(version, e);
    }
    book.hold(version.stream(), version.number());
  }

  private void parkAll(Version version, Exception cause) throws SQLException {
    if (!(cause instanceof SQLException sql && refusesTheValue(sql))) {
      LOG.error(
          "version {} of {} of site {} cannot be merged and is parked",
          version.number(),
          version.stream().scope(),
          version.stream().origin(),
          cause);
    }
    undo();
    for (Change change : version.changes()) {
      parking.park(version.stream(), version.number(), change);
    }
  }

  private void undo() throws SQLException {
    database.exec("ROLLBACK TO version");
    database.exec("RELEASE version");
    parking.recount();
  }

  /** SQLITE_TOOBIG, SQLITE_CONSTRAINT, SQLITE_MISMATCH: the data is to blame, not the database. */
  private static boolean refusesTheValue(SQLException e) {
    int code = Database.code(e);
    return code == 18 || code == 19 || code == 20;
  }

  private void mergeRows(Version version, CommitRows out, int left)
      throws SQLException, RowMerge.Jump {
    Collection<List<Change>> rows = byRow(version);
    int behind = left + rows.size();
    for (List<Change> row : rows) {
      behind--; // at least as many rows come after it
      RowMerge.Context context =
          new RowMerge.Context(database, sites, version.stream().origin(), behind < KEPT);
      TableSql table = schema.table(row.getFirst().table());
      if (table != null) { // byRow parked the others
        RowMerge.merge(context, table, row, version.number(), out);
      }
    }
  }

  private Collection<List<Change>> byRow(Version version) throws SQLException {
    Map<RowKey, List<Change>> rows = new LinkedHashMap<>();
    for (Change change : version.changes()) {
      if (unknown(version, change)) {
        parking.park(version.stream(), version.number(), change);
      } else {
        rows.computeIfAbsent(new RowKey(change.table(), change.key()), _ -> new ArrayList<>())
            .add(change);
      }
    }
    return rows.values();
  }

  private boolean unknown(Version version, Change change) {
    TableSql table = schema.table(change.table());
    return table == null
        || !table.table().scope(region).equals(version.stream().scope())
        || !table.table().acceptsKey(change.key())
        || (change instanceof Change.Cell cell && !fits(table.table().column(cell.column()), cell));
  }

  private static boolean fits(@Nullable Column column, Change.Cell cell) {
    return column != null
        && column.keyPosition() == 0
        && column.accepts(cell.value())
        && cell.causalLength() % 2 == 1;
  }
}
