package dev.fairlead.gossip.replica;

import dev.fairlead.gossip.change.ChangeFeed;
import dev.fairlead.gossip.change.ChangedRow;
import dev.fairlead.gossip.change.Commit;
import dev.fairlead.gossip.change.SiteId;
import dev.fairlead.gossip.change.VersionVector;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A replica as its readers see it, whichever process writes it: this one ({@link Replica}) or
 * another one ({@link FollowedReplica}).
 *
 * <p>Thread-safe.
 */
public sealed interface ReadableReplica extends AutoCloseable permits Replica, FollowedReplica {
  /** The name of the replica file. */
  SiteId site();

  /** What is held, durably, as far as it was announced: one acquire load. */
  VersionVector vector();

  /** Opens a read-only connection. The caller closes it. */
  ReplicaReader newReader();

  /**
   * As {@link #newReader}, for routing: rows that a version in quarantine changed read as they are
   * served.
   */
  ReplicaReader newServedReader();

  /**
   * The rows in quarantine, each as it is served and as it is: whoever knows them from before must
   * read them again. Blocks on the file.
   */
  List<ChangedRow> quarantinedRows();

  /** What gets committed. */
  ChangeFeed feed();

  /**
   * Completes once every commit made before this call has been announced to the {@link #feed()}.
   */
  CompletableFuture<Void> ping();

  /**
   * The rows that were changed by versions which the replica holds now and {@code known} does not,
   * as one commit; null if these are more than {@code maxRows}. Blocks on the file.
   */
  @Nullable Commit changedSince(VersionVector known, int maxRows);

  @Override
  void close();
}
