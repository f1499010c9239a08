package dev.fairlead.gossip.replica;

import dev.fairlead.gossip.change.ChangeId;
import dev.fairlead.gossip.change.ChangeJournal;
import java.util.Set;

/**
 * What keeps one poisoned change from taking the node down again and again.
 *
 * <p>Immutable.
 *
 * @param journal told before a change is applied
 * @param quarantine versions not to be applied, or whose rows are served as they were before; they
 *     join those the replica holds in quarantine already
 */
public record Precautions(ChangeJournal journal, Set<ChangeId> quarantine) {
  /** Nothing is suspected, nothing noted. */
  public static final Precautions NONE = new Precautions(ChangeJournal.NONE, Set.of());

  /** Copies the set. */
  public Precautions {
    quarantine = Set.copyOf(quarantine);
  }
}
