package dev.fairlead.proxy.control;

import dev.fairlead.gossip.FeedStatus;
import dev.fairlead.gossip.GossipCounters;
import dev.fairlead.gossip.GossipNode;
import dev.fairlead.gossip.swim.Member;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.ToDoubleFunction;

/** Registers the meters of membership and replication. Stateless. */
final class GossipMetrics {
  private GossipMetrics() {}

  static void register(MeterRegistry meters, GossipNode gossip) {
    feed(meters, gossip);
    versions(meters, gossip, "pushed.out", GossipCounters::pushes);
    versions(meters, gossip, "pushed.in", GossipCounters::versionsPushed);
    versions(meters, gossip, "synced.in", GossipCounters::versionsSynced);
    versions(meters, gossip, "refused", GossipCounters::versionsDropped);
    for (Member.State state : Member.State.values()) {
      Gauge.builder("fairlead.swim.members", gossip, node -> count(node, state))
          .description("Nodes by what this node believes of them.")
          .tag("state", ValueNames.of(state))
          .register(meters);
    }
    datagrams(meters, gossip, "in", GossipCounters::datagramsIn);
    datagrams(meters, gossip, "out", GossipCounters::datagramsOut);
    for (String reason : gossip.counters().dropped().keySet()) {
      FunctionCounter.builder(
              "fairlead.swim.datagrams.dropped",
              gossip,
              node -> node.counters().dropped().getOrDefault(reason, 0L))
          .description("Datagrams dropped, by reason.")
          .tag("reason", reason)
          .register(meters);
    }
  }

  private static void versions(
      MeterRegistry meters, GossipNode gossip, String way, ToDoubleFunction<GossipCounters> value) {
    FunctionCounter.builder(
            "fairlead.feed.versions", gossip, node -> value.applyAsDouble(node.counters()))
        .description("Versions by the way they took.")
        .tag("way", way)
        .register(meters);
  }

  private static void datagrams(
      MeterRegistry meters,
      GossipNode gossip,
      String direction,
      ToDoubleFunction<GossipCounters> value) {
    FunctionCounter.builder(
            "fairlead.swim.datagrams", gossip, node -> value.applyAsDouble(node.counters()))
        .description("Datagrams of the protocol.")
        .tag("direction", direction)
        .register(meters);
  }

  private static void feed(MeterRegistry meters, GossipNode gossip) {
    Gauge.builder("fairlead.feed.write.queue", gossip, node -> node.replica().queued())
        .description("Transactions and batches waiting for the replica's writer.")
        .register(meters);
    Gauge.builder("fairlead.feed.parked.changes", gossip, node -> node.replica().parked())
        .description("Changes of tables or columns this node does not know.")
        .register(meters);
    Gauge.builder("fairlead.feed.lag", gossip, GossipMetrics::lagSeconds)
        .description("From the origin's commit to the commit here, last merged version.")
        .baseUnit("seconds")
        .register(meters);
    Gauge.builder("fairlead.feed.missing.versions", gossip, GossipMetrics::missing)
        .description("Versions known to exist and not held.")
        .register(meters);
  }

  private static double lagSeconds(GossipNode gossip) {
    long millis = gossip.feedStatus().lastLagMillis();
    return millis < 0 ? Double.NaN : millis / 1e3;
  }

  private static double missing(GossipNode gossip) {
    return gossip.feedStatus().streams().stream().mapToLong(FeedStatus.StreamStatus::missing).sum();
  }

  private static double count(GossipNode gossip, Member.State state) {
    return gossip.membership().members().byName().values().stream()
        .filter(member -> member.state() == state)
        .count();
  }
}
