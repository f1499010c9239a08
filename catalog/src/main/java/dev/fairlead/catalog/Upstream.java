package dev.fairlead.catalog;

import dev.fairlead.catalog.index.WriterLoop;
import dev.fairlead.gossip.change.ChangeFeed.Subscription;
import dev.fairlead.gossip.change.Commit;
import dev.fairlead.gossip.change.VersionVector;
import dev.fairlead.gossip.replica.ReadableReplica;
import dev.fairlead.gossip.replica.ReplicaReader;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Where the rows of the catalog come from now: the replica that this process writes, or follows
 * while another process writes it. Always the same file.
 *
 * <p>Moving from one to the other loses no commit: it subscribes to the next, then asks the file
 * for everything that the one before may not have announced. Thread-safe.
 */
final class Upstream implements AutoCloseable {
  /** Rows that are offered one by one after a move; of more, everything loaded is read again. */
  private static final int MAX_ROWS = 5_000;

  private final WriterLoop writer;

  /**
   * One for each replica so far, three in the life of a process at most; guarded by this. Those
   * left behind stay until they are closed: they may have something to say yet.
   */
  private final List<Subscription> subscriptions = new ArrayList<>();

  /** Written under this; the volatile read pairs with it. */
  private volatile ReadableReplica source;

  /** Offers to {@code writer} what {@code source} commits. */
  Upstream(ReadableReplica source, WriterLoop writer) {
    this.writer = writer;
    this.source = source;
    subscriptions.add(source.feed().subscribe(writer::offer));
  }

  /** Opens a connection that reads what is to be served. The caller closes it. */
  ReplicaReader newReader() {
    return source.newServedReader();
  }

  /** Follows {@code next} from now on; nothing happens if it does already. */
  @SuppressWarnings("ReferenceEquality") // the very same, or another one
  synchronized void moveTo(ReadableReplica next) {
    ReadableReplica before = source;
    if (next == before) {
      return;
    }
    subscriptions.add(next.feed().subscribe(writer::offer));
    source = next;
    Commit missed = next.changedSince(before.vector(), MAX_ROWS);
    if (missed == null) {
      writer.offer(new Commit(List.of(), false, System.currentTimeMillis()));
    } else if (!missed.rows().isEmpty()) {
      writer.offer(missed);
    }
  }

  /**
   * The versions that what is loaded reflects by the time this returns, which may take a second and
   * then throws. The replica has announced what it held once it answers, and the catalog writer has
   * taken that in once it does.
   */
  VersionVector taken() {
    ReadableReplica from = source;
    VersionVector held = from.vector();
    from.ping().thenCompose(_ -> writer.ping()).orTimeout(1, TimeUnit.SECONDS).join();
    return held;
  }

  @Override
  public synchronized void close() {
    subscriptions.forEach(Subscription::close);
  }
}
