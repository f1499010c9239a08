package dev.fairlead.gossip.change;

import java.util.function.Consumer;

/**
 * Tells what changed in this node's replica, in the order it was committed.
 *
 * <p>Listeners run on the replica's writer thread, after the commit is durable and visible to
 * readers. They must hand over and return: no blocking, no exceptions, no SQL. Thread-safe.
 */
public interface ChangeFeed {
  /** Calls {@code listener} for every commit from now on, until the subscription is closed. */
  Subscription subscribe(Consumer<Commit> listener);

  /** Ends a subscription. Closing twice does nothing. Thread-safe. */
  interface Subscription extends AutoCloseable {
    @Override
    void close();
  }
}
