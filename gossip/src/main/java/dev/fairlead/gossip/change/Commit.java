package dev.fairlead.gossip.change;

import java.util.List;

/**
 * What one commit of this replica changed: a local transaction, or a batch of merged versions.
 *
 * <p>Immutable.
 *
 * @param rows the rows that differ from before, each at most once; none if nobody knows which, so
 *     that any may
 * @param local whether it was written on this node
 * @param committedAtMillis the earliest commit time among the versions in it, by their origins'
 *     clocks
 */
public record Commit(List<ChangedRow> rows, boolean local, long committedAtMillis) {
  /** Copies the list. */
  public Commit {
    rows = List.copyOf(rows);
  }
}
