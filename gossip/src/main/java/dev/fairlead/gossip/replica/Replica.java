package dev.fairlead.gossip.replica;

import dev.fairlead.gossip.change.ChangeFeed;
import dev.fairlead.gossip.change.SiteId;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * The replicated database of this node: one SQLite file, one writer thread, any number of readers.
 *
 * <p>Thread-safe.
 */
public final class Replica implements AutoCloseable {
  private Replica() {}

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
