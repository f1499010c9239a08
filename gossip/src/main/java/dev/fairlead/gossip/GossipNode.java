package dev.fairlead.gossip;

import dev.fairlead.gossip.replica.Replica;
import dev.fairlead.gossip.swim.Membership;
import java.util.concurrent.CompletableFuture;

/**
 * A running member of the cluster: the replica, the membership, and what keeps both equal to the
 * others'.
 *
 * <p>Thread-safe.
 */
public final class GossipNode implements AutoCloseable {
  private GossipNode() {}

  /** Opens the replica, binds the sockets and joins. Throws with a message for the operator. */
  public static GossipNode start(GossipSettings settings) {
    throw new UnsupportedOperationException();
  }

  /** The replica of this node. */
  public Replica replica() {
    throw new UnsupportedOperationException();
  }

  /** Who is alive. */
  public Membership membership() {
    throw new UnsupportedOperationException();
  }

  /** Completes on the gossip loop; proves it works. */
  public CompletableFuture<Void> ping() {
    throw new UnsupportedOperationException();
  }

  /** Heads, gaps, queues and lag now, for {@code show feed}. */
  public FeedStatus feedStatus() {
    throw new UnsupportedOperationException();
  }

  /** Says good-bye to the others, then closes everything. */
  @Override
  public void close() {
    throw new UnsupportedOperationException();
  }
}
