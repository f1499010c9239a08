package dev.fairlead.gossip.replica;

import dev.fairlead.gossip.change.ChangeId;
import dev.fairlead.gossip.change.ChangedRow;
import dev.fairlead.gossip.change.Known;
import dev.fairlead.gossip.change.Scope;
import dev.fairlead.gossip.change.SiteId;
import dev.fairlead.gossip.change.Stream;
import dev.fairlead.gossip.change.VersionRange;
import dev.fairlead.gossip.change.VersionVector;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The versions this node does not serve, in the file and in memory.
 *
 * <pre>
 *                      in the replica already ─► its rows are served as they were before
 *   put in quarantine ─┤                                                              ├─► lifted
 *                      not yet ─► not merged; synchronisation does not ask for it     ┘
 * </pre>
 *
 * <p>At most {@value #MAX} versions; further ones are refused with a line in the log. Confined to
 * the writer thread, but for {@link #listed()} and {@link #besides}.
 */
final class Quarantine {
  private static final Logger LOG = LoggerFactory.getLogger(Quarantine.class);

  /** Versions in quarantine at once. */
  static final int MAX = 64;

  /** Rows of one version that are served as before. */
  private static final int MAX_ROWS = 1_000;

  private static final int ROWS_SAID = 3;

  private final Database database;
  private final Schema schema;
  private final Sites sites;
  private final String region;

  /** Written by the writer after a commit; pairs with the reads of the other threads. */
  private volatile Map<ChangeId, Quarantined> durable = Map.of();

  private Map<ChangeId, Quarantined> pending = Map.of();

  /** What {@code database} holds in quarantine. */
  Quarantine(Database database, Schema schema, Sites sites, String region) throws SQLException {
    this.database = database;
    this.schema = schema;
    this.sites = sites;
    this.region = region;
    reload();
    committed();
  }

  /** Whether {@code number} of {@code stream} must not be merged. */
  boolean holds(Stream stream, long number) {
    return !pending.isEmpty() && pending.containsKey(new ChangeId(stream, number));
  }

  /** What is in quarantine. Any thread. */
  List<Quarantined> listed() {
    return List.copyOf(durable.values());
  }

  /** {@code held}, and what must not be asked for. Any thread. */
  VersionVector besides(VersionVector held) {
    VersionVector vector = held;
    for (ChangeId id : durable.keySet()) {
      vector = vector.plus(id.stream(), new VersionRange(id.number(), id.number()));
    }
    return vector;
  }

  /** Puts {@code ids} into quarantine, in the current transaction. */
  void add(Set<ChangeId> ids, Book book) throws SQLException {
    for (ChangeId id : ids) {
      if (pending.containsKey(id)) {
        continue;
      }
      if (pending.size() >= MAX) {
        LOG.error("change {} is not put into quarantine: {} are there already", id, MAX);
        continue;
      }
      Known known = book.known(id.stream());
      boolean merged = known.contains(id.number());
      int site = sites.number(id.stream().origin());
      database.update(
          "INSERT INTO fairlead_quarantine(site, scope, ver, since, merged) VALUES (?, ?, ?, ?, ?)",
          site,
          id.stream().scope().region(),
          id.number(),
          System.currentTimeMillis(),
          merged ? 1 : 0);
      if (merged) {
        keepRows(id, site);
      }
      reload();
      LOG.warn("change {} is in quarantine; served instead: {}", id, pending.get(id));
    }
  }

  private void keepRows(ChangeId id, int site) throws SQLException {
    for (TableSql table : tables(id.stream().scope())) {
      PreviousSql previous = table.previous();
      for (ChangedRow row : rowsOf(id, table)) {
        List<Object> values = new ArrayList<>(List.of(site, id.number()));
        values.addAll(row.key());
        database.update(previous.quarantine(), values.toArray());
      }
    }
  }

  /** The rows of which something is still the work of {@code id}. */
  private List<ChangedRow> rowsOf(ChangeId id, TableSql table) throws SQLException {
    ChangeScan scan = new ChangeScan(database, new Schema(List.of(table.table())), region);
    VersionRange range = new VersionRange(id.number(), id.number());
    return scan.of(id.stream(), range, MAX_ROWS).rows();
  }

  private List<TableSql> tables(Scope scope) {
    List<TableSql> tables = new ArrayList<>();
    schema.tables().forEach(tables::add);
    tables.removeIf(table -> !table.table().scope(region).equals(scope));
    return tables;
  }

  /**
   * Takes {@code id} out of quarantine, in the current transaction; what it wrote counts from now
   * on.
   *
   * @return whether it was there
   */
  boolean lift(ChangeId id, CommitRows changed) throws SQLException {
    if (!pending.containsKey(id)) {
      return false;
    }
    int site = sites.number(id.stream().origin());
    for (TableSql table : tables(id.stream().scope())) {
      tell(id, table, site, changed);
      database.update(table.previous().lift(), site, id.number());
    }
    database.update(
        "DELETE FROM fairlead_quarantine WHERE site = ? AND scope = ? AND ver = ?",
        site,
        id.stream().scope().region(),
        id.number());
    reload();
    return true;
  }

  /**
   * Its rows as served so far, then as they are: so both places of a row that moved are touched.
   */
  private void tell(ChangeId id, TableSql table, int site, CommitRows into) throws SQLException {
    for (ChangedRow row : KeptRows.read(database, table, site, id.number())) {
      into.add(row.table(), row.key(), row.alive(), true, row.columns());
    }
    for (ChangedRow row : rowsOf(id, table)) {
      into.add(
          row.table(), row.key(), row.alive(), false, KeptRows.now(database, table, row.key()));
    }
  }

  /** The transaction is durable: shows it to everybody. */
  void committed() {
    durable = pending;
  }

  /** The transaction is gone. */
  void rolledBack() throws SQLException {
    reload();
  }

  private void reload() throws SQLException {
    Map<ChangeId, Quarantined> next = new HashMap<>();
    database.query(
        "SELECT q.ver, q.scope, q.since, q.merged, q.site, s.id FROM fairlead_quarantine q JOIN fairlead_site s ON s.ord = q.site",
        rows -> {
          SiteId origin = SiteId.fromBytes(rows.getBytes(6));
          ChangeId id =
              new ChangeId(new Stream(origin, new Scope(rows.getString(2))), rows.getLong(1));
          Instant since = Instant.ofEpochMilli(rows.getLong(3));
          boolean merged = rows.getInt(4) == 1;
          next.put(id, describe(id, since, merged, rows.getInt(5)));
        });
    pending = Map.copyOf(next);
  }

  private Quarantined describe(ChangeId id, Instant since, boolean merged, int site)
      throws SQLException {
    long[] counts = {0, 0};
    List<String> rows = new ArrayList<>();
    for (TableSql table : tables(id.stream().scope())) {
      database.query(
          table.previous().count(),
          count -> {
            counts[0] += count.getLong(1);
            counts[1] += count.getLong(2);
          },
          site,
          id.number());
      KeptRows.read(database, table, site, id.number())
          .forEach(row -> rows.add(row.table() + " " + row.key()));
    }
    Quarantined.Served served;
    if (!merged) {
      served = Quarantined.Served.NOT_MERGED;
    } else if (counts[1] == 0) {
      served = Quarantined.Served.REPLACED;
    } else {
      served = counts[0] == counts[1] ? Quarantined.Served.PREVIOUS : Quarantined.Served.ABSENT;
    }
    String said = rows.stream().limit(ROWS_SAID).collect(Collectors.joining(", "));
    return new Quarantined(id, since, said, served);
  }
}
