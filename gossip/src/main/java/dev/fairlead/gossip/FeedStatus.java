package dev.fairlead.gossip;

import dev.fairlead.gossip.change.Stream;
import dev.fairlead.gossip.replica.Quarantined;
import java.util.List;

/**
 * How replication stands on this node.
 *
 * <p>Immutable.
 *
 * @param streams one entry per stream this node holds
 * @param writeQueue transactions and batches waiting for the writer
 * @param lastLagMillis from the origin's commit to the commit here, of the last merged version; -1
 *     before the first
 * @param parked changes of tables or columns this node does not know, kept for later
 * @param quarantined versions this node does not serve
 */
public record FeedStatus(
    List<StreamStatus> streams,
    int writeQueue,
    long lastLagMillis,
    long parked,
    List<QuarantineStatus> quarantined) {
  /** Copies the lists. */
  public FeedStatus {
    streams = List.copyOf(streams);
    quarantined = List.copyOf(quarantined);
  }

  /** Nothing in quarantine. */
  public FeedStatus(List<StreamStatus> streams, int writeQueue, long lastLagMillis, long parked) {
    this(streams, writeQueue, lastLagMillis, parked, List.of());
  }

  /**
   * A version in quarantine.
   *
   * @param held which, and what is served instead
   * @param node the name of the node that wrote it; empty if unknown
   */
  public record QuarantineStatus(Quarantined held, String node) {}

  /**
   * What is held of one stream.
   *
   * @param stream the stream
   * @param node the name of the node that wrote it; empty if unknown
   * @param head the highest version known to exist
   * @param missing how many versions below the head are not held
   */
  public record StreamStatus(Stream stream, String node, long head, long missing) {}
}
