package dev.fairlead.gossip.replica;

import dev.fairlead.gossip.change.ChangeFeed;
import dev.fairlead.gossip.change.Commit;
import dev.fairlead.gossip.change.Version;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Tells what was committed: rows to the feed, local versions to those who carry them to other
 * nodes.
 *
 * <p>Subscribing is thread-safe; announcing is confined to the writer thread.
 */
final class Announcer {
  private final Listeners<Commit> commits = new Listeners<>();
  private final Listeners<List<Version>> localVersions = new Listeners<>();
  private final LongSupplier nowMillis;

  Announcer(LongSupplier nowMillis) {
    this.nowMillis = nowMillis;
  }

  ChangeFeed feed() {
    return commits::add;
  }

  ChangeFeed.Subscription subscribeToLocalVersions(Consumer<List<Version>> listener) {
    return localVersions.add(listener);
  }

  /** A local transaction is durable. */
  void local(List<Version> versions, CommitRows rows) {
    if (!versions.isEmpty()) {
      localVersions.tell(List.copyOf(versions));
      tell(rows, true);
    }
  }

  /** Merged versions are durable. */
  void merged(CommitRows rows) {
    tell(rows, false);
  }

  private void tell(CommitRows rows, boolean local) {
    if (!rows.isEmpty() && !commits.isEmpty()) {
      commits.tell(rows.commit(local, nowMillis.getAsLong()));
    }
  }
}
