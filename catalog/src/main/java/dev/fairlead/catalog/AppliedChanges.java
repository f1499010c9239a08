package dev.fairlead.catalog;

import dev.fairlead.gossip.change.ChangeId;
import dev.fairlead.gossip.change.ChangeJournal;
import dev.fairlead.gossip.change.ChangeJournal.Place;
import dev.fairlead.gossip.change.ChangedRow;
import dev.fairlead.gossip.change.Commit;
import dev.fairlead.gossip.change.Scope;
import dev.fairlead.gossip.change.SiteId;
import dev.fairlead.gossip.change.Stream;
import dev.fairlead.gossip.replica.ReplicaReader;
import dev.fairlead.gossip.replica.Statement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Tells the journal which versions a round of the catalog writer applies, each once, of many the
 * last; and, before a service or a host is loaded, which versions made its row or its routes.
 *
 * <p>Of loads the versions stay under way until the load is over: a process that dies in one of
 * several at once accuses none that was over.
 *
 * <p>So a change that kills whoever reads it is found as well in a process that did not see it come
 * but loads it when somebody asks for it. The rows of a service's instances are not told at a load:
 * they may be thousands. Thread-safe: one thread at a time tells, and tells only.
 */
final class AppliedChanges {
  /** Versions told for one load. */
  private static final int AT_LOAD = 16;

  private static final String WORK =
      " r CROSS JOIN fairlead_cell_%1$s c ON c.k = r.k CROSS JOIN fairlead_site s ON s.ord = c.site";

  private static final String OF_SERVICE =
      ("SELECT DISTINCT s.id, c.ver, r.p0 FROM fairlead_row_%1$s"
              + WORK
              + " WHERE r.p0 = ? ORDER BY c.ver LIMIT "
              + AT_LOAD)
          .formatted("service");

  private static final String OF_HOST =
      ("SELECT DISTINCT s.id, c.ver, r.p0 FROM route t CROSS JOIN fairlead_row_%1$s"
              + WORK
              + " WHERE t.host COLLATE NOCASE = ? AND r.p0 = t.id ORDER BY c.ver LIMIT "
              + AT_LOAD)
          .formatted("route");

  private final ChangeJournal journal;

  /** What each load that runs reads: as many as there are readers. Guarded by this. */
  private final Map<String, Load> running = new LinkedHashMap<>();

  /** The versions that made the rows of one table that a load reads, by a row of each. */
  private record Load(String table, Map<ChangeId, List<Object>> versions) {}

  AppliedChanges(ChangeJournal journal) {
    this.journal = journal;
  }

  /** Service {@code id} is going to be read by a load. */
  void loadingService(ReplicaReader reader, String id) {
    loading(reader, OF_SERVICE, "service", id);
  }

  /** The routes of {@code host} are going to be read by a load. */
  void loadingHost(ReplicaReader reader, String host) {
    loading(reader, OF_HOST, "route", host);
  }

  private void loading(ReplicaReader reader, String sql, String table, String key) {
    if (journal.equals(ChangeJournal.NONE)) {
      return;
    }
    Map<ChangeId, List<Object>> work = new LinkedHashMap<>();
    reader.query(
        Statement.of(sql, key),
        row -> {
          if (row.value(0) instanceof byte[] origin) {
            Stream stream = new Stream(SiteId.fromBytes(origin), Scope.WORLD);
            work.put(new ChangeId(stream, row.integer(1)), List.of(row.text(2)));
          }
        });
    Load load = new Load(table, work);
    synchronized (this) {
      running.put(place(table, key), load);
      tell(load);
    }
  }

  private void tell(Load load) {
    load.versions().forEach((id, row) -> journal.applying(Place.LOAD, id, load.table(), row));
  }

  /** The load of service {@code id} is over, however it ended. */
  void loadedService(String id) {
    loaded("service", id);
  }

  /** The load of the routes of {@code host} is over, however it ended. */
  void loadedHost(String host) {
    loaded("route", host);
  }

  /** The journal knows only that all are applied: what still is read is told again. */
  private synchronized void loaded(String table, String key) {
    if (running.remove(place(table, key)) != null) {
      journal.applied(Place.LOAD);
      running.values().forEach(this::tell);
    }
  }

  private static String place(String table, String key) {
    return table + ' ' + key;
  }

  /** {@code commits} are going to be applied. */
  synchronized void applying(List<Commit> commits) {
    Map<ChangeId, ChangedRow> last = new LinkedHashMap<>();
    for (int i = commits.size() - 1; i >= 0 && last.size() < ChangeJournal.MAX_TOLD; i--) {
      List<ChangedRow> rows = commits.get(i).rows();
      for (int j = rows.size() - 1; j >= 0 && last.size() < ChangeJournal.MAX_TOLD; j--) {
        ChangeId by = rows.get(j).by();
        if (by != null) {
          last.putIfAbsent(by, rows.get(j));
        }
      }
    }
    for (Map.Entry<ChangeId, ChangedRow> each : List.copyOf(last.entrySet()).reversed()) {
      ChangedRow row = each.getValue();
      journal.applying(Place.CATALOG, each.getKey(), row.table(), row.key());
    }
  }

  /** They are applied. */
  synchronized void applied() {
    journal.applied(Place.CATALOG);
  }
}
