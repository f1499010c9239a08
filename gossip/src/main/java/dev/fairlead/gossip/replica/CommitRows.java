package dev.fairlead.gossip.replica;

import dev.fairlead.gossip.change.Change;
import dev.fairlead.gossip.change.ChangeId;
import dev.fairlead.gossip.change.ChangedRow;
import dev.fairlead.gossip.change.Commit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Gathers what one commit changed, each row once.
 *
 * <p>Confined to the writer thread.
 */
final class CommitRows {
  private final Map<RowKey, Draft> rows = new LinkedHashMap<>();
  private long committedAtMillis = Long.MAX_VALUE;

  /** The version whose changes are being added. */
  private @Nullable ChangeId by;

  /** What is known of a row so far. */
  private static final class Draft {
    private final String table;
    private final List<Object> key;
    private final Map<String, @Nullable Object> columns = new LinkedHashMap<>();
    private boolean alive;
    private @Nullable ChangeId by;

    Draft(String table, List<Object> key) {
      this.table = table;
      this.key = key;
    }
  }

  /**
   * Adds a change of a row.
   *
   * @param anew whether what was noted of it before no longer holds
   * @param columns the columns that got a new value
   */
  void add(
      String table,
      List<Object> key,
      boolean alive,
      boolean anew,
      Map<String, @Nullable Object> columns) {
    Draft draft = rows.computeIfAbsent(new RowKey(table, key), _ -> new Draft(table, key));
    if (anew) {
      draft.columns.clear();
    }
    draft.alive = alive;
    draft.by = by;
    draft.columns.putAll(columns);
  }

  /** Adds the changes of a local version. */
  void add(List<Change> changes) {
    for (Change change : changes) {
      Map<String, @Nullable Object> columns = new LinkedHashMap<>();
      if (change instanceof Change.Cell cell) {
        columns.put(cell.column(), cell.value());
      }
      add(change.table(), change.key(), change.causalLength() % 2 == 1, false, columns);
    }
  }

  /** Adds everything {@code more} gathered after this. */
  void addAll(CommitRows more) {
    more.rows.forEach((key, draft) ->
        rows.merge(
            key,
            draft,
            (old, fresh) -> {
              if (old.alive != fresh.alive) {
                return fresh;
              }
              old.columns.putAll(fresh.columns);
              old.by = fresh.by;
              return old;
            }));
    at(more.committedAtMillis);
  }

  /** What is added from here on is the work of {@code version}. */
  void by(ChangeId version) {
    by = version;
  }

  /** Notes the commit time of a version; 0 is unknown. */
  void at(long millis) {
    if (millis > 0) {
      committedAtMillis = Math.min(committedAtMillis, millis);
    }
  }

  int size() {
    return rows.size();
  }

  boolean isEmpty() {
    return rows.isEmpty();
  }

  /**
   * The commit.
   *
   * @param nowMillis its time if no version told one
   */
  Commit commit(boolean local, long nowMillis) {
    List<ChangedRow> changed = new ArrayList<>();
    rows.values()
        .forEach(draft ->
            changed.add(
                new ChangedRow(
                    draft.table,
                    draft.key,
                    draft.alive,
                    Collections.unmodifiableMap(draft.columns),
                    draft.by)));
    return new Commit(
        changed, local, committedAtMillis == Long.MAX_VALUE ? nowMillis : committedAtMillis);
  }
}
