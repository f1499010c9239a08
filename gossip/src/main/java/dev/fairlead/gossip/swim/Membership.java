package dev.fairlead.gossip.swim;

import dev.fairlead.gossip.change.ChangeFeed.Subscription;
import java.util.function.Consumer;

/**
 * Who is in the cluster, as this node sees it now.
 *
 * <p>Thread-safe: {@link #members()} is one acquire load of an immutable snapshot.
 */
public interface Membership {
  /** This node's own name. */
  String self();

  /** The current snapshot, this node included. */
  Members members();

  /**
   * Calls {@code listener} with every new snapshot, on the gossip loop. It must hand over and
   * return: no blocking, no exceptions.
   */
  Subscription subscribe(Consumer<Members> listener);
}
