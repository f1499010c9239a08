package dev.fairlead.catalog;

import dev.fairlead.gossip.change.ChangeId;
import dev.fairlead.gossip.change.ChangeJournal;
import dev.fairlead.gossip.change.ChangeJournal.Place;
import dev.fairlead.gossip.change.ChangedRow;
import dev.fairlead.gossip.change.Commit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Tells the journal which versions a round of the catalog writer applies: each once, of many the
 * last.
 *
 * <p>A load or a lookup that fails on a change does so after it was told here, so the change is
 * among the last ones there, for as long as there are not too many newer ones. Confined to the
 * catalog writer.
 */
final class AppliedChanges {
  private final ChangeJournal journal;

  AppliedChanges(ChangeJournal journal) {
    this.journal = journal;
  }

  /** {@code commits} are going to be applied. */
  void applying(List<Commit> commits) {
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
  void applied() {
    journal.applied(Place.CATALOG);
  }
}
