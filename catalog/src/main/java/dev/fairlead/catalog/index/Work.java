package dev.fairlead.catalog.index;

import dev.fairlead.gossip.change.Commit;
import java.util.List;

/**
 * What the catalog writer does in each round, in this order. All on its thread.
 *
 * <p>An interface so that the loop need not know the catalog it works for.
 */
public interface Work {
  /**
   * Takes in what was committed since the last round.
   *
   * @param lost whether commits were dropped: everything loaded may be stale
   */
  void changed(List<Commit> commits, boolean lost);

  /** Takes in the membership, if it changed since the last round. */
  void membership();

  /** Does what others asked for meanwhile; called at the end of every round. */
  void upkeep();

  /** Does what is due each second. */
  void everySecond();
}
