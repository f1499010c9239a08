package dev.fairlead.gossip.replica;

import dev.fairlead.gossip.change.ChangeFeed;
import dev.fairlead.gossip.change.SiteId;
import dev.fairlead.gossip.change.Version;
import dev.fairlead.gossip.change.VersionVector;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * The replicated database of this node: one SQLite file, one writer thread, any number of readers.
 *
 * <p>Thread-safe.
 */
public final class Replica implements AutoCloseable {
  private Replica() {}

  /**
   * Opens or creates {@code replica.db}.
   *
   * @throws ReplicaException if the file belongs to another region, is newer than this program, or
   *     is no database
   */
  public static Replica open(ReplicaSettings settings) {
    throw new UnsupportedOperationException();
  }

  /** The name of this replica file. */
  public SiteId site() {
    throw new UnsupportedOperationException();
  }

  /**
   * Runs {@code statements} in one transaction on the writer; completes when it is durable, or
   * exceptionally with {@link ReplicaException} and nothing changed.
   */
  public CompletableFuture<TransactionResult> transact(List<Statement> statements) {
    throw new UnsupportedOperationException();
  }

  /**
   * Applies versions of other origins; completes when they are durable. Versions already held
   * change nothing. A version that cannot be applied is parked, never an error for the others.
   */
  public CompletableFuture<Void> merge(List<Version> versions) {
    throw new UnsupportedOperationException();
  }

  /** What is held, durably, now: one acquire load. */
  public VersionVector vector() {
    throw new UnsupportedOperationException();
  }

  /**
   * Calls {@code listener} on the writer thread with the versions of every local commit, once they
   * are durable. Same rules as for {@link ChangeFeed} listeners.
   */
  public ChangeFeed.Subscription subscribeToLocalVersions(Consumer<List<Version>> listener) {
    throw new UnsupportedOperationException();
  }

  /** Opens a reader of versions for other nodes. The caller closes it. */
  public HistoryReader newHistoryReader() {
    throw new UnsupportedOperationException();
  }

  /** Transactions and batches waiting for the writer now. */
  public int queued() {
    throw new UnsupportedOperationException();
  }

  /** Changes kept aside because their table or column is not known here. */
  public long parked() {
    throw new UnsupportedOperationException();
  }

  /** Opens a read-only connection. The caller closes it. */
  public ReplicaReader newReader() {
    throw new UnsupportedOperationException();
  }

  /** What gets committed here. */
  public ChangeFeed feed() {
    throw new UnsupportedOperationException();
  }

  /** Completes on the writer thread once everything queued before it is done; proves it works. */
  public CompletableFuture<Void> ping() {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {
    throw new UnsupportedOperationException();
  }
}
