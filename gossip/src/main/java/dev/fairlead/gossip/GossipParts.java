package dev.fairlead.gossip;

import dev.fairlead.gossip.net.Transport;
import dev.fairlead.gossip.replica.Replica;

/** What a running node is made of; each part lives as long as the node. */
record GossipParts(
    Transport transport,
    Replica replica,
    MembershipView view,
    FeedCounters counters,
    MergeQueue merges,
    HistoryThread history) {}
