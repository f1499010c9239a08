package dev.fairlead.gossip;

import java.util.Map;

/**
 * What gossip did since it started, for metrics.
 *
 * <p>Immutable.
 *
 * @param datagramsIn datagrams that were opened and understood as far as their envelope
 * @param datagramsOut datagrams sent
 * @param messagesIn messages that came over streams
 * @param messagesOut messages sent over streams
 * @param streamsFailed streams that were refused, not authenticated or broke
 * @param dropped what was dropped, by reason in lower case: garbage, cluster, key, forged,
 *     replayed, malformed, unknown, stranger, full
 * @param pushes versions pushed or forwarded, one per receiver
 * @param versionsPushed versions received by push for the first time
 * @param versionsSynced versions received by synchronisation
 * @param versionsDropped versions refused: not for this region, beyond any plausible number, or the
 *     merge queue was full
 */
public record GossipCounters(
    long datagramsIn,
    long datagramsOut,
    long messagesIn,
    long messagesOut,
    long streamsFailed,
    Map<String, Long> dropped,
    long pushes,
    long versionsPushed,
    long versionsSynced,
    long versionsDropped) {
  /** Copies the map. */
  public GossipCounters {
    dropped = Map.copyOf(dropped);
  }
}
