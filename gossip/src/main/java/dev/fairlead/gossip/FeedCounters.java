package dev.fairlead.gossip;

import dev.fairlead.gossip.net.NetCounters;
import dev.fairlead.gossip.net.NetEvent;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;

/** Counts versions on their way. Thread-safe. */
final class FeedCounters {
  final LongAdder pushes = new LongAdder();
  final LongAdder versionsPushed = new LongAdder();
  final LongAdder versionsSynced = new LongAdder();
  final LongAdder versionsDropped = new LongAdder();

  GossipCounters with(NetCounters net) {
    Map<String, Long> dropped = new TreeMap<>();
    for (NetEvent event : NetEvent.values()) {
      if (event.name().startsWith("DROPPED_")) {
        String reason = event.name().substring("DROPPED_".length()).toLowerCase(Locale.ROOT);
        dropped.put(reason, net.get(event));
      }
    }
    return new GossipCounters(
        net.get(NetEvent.DATAGRAM_IN),
        net.get(NetEvent.DATAGRAM_OUT),
        net.get(NetEvent.MESSAGE_IN),
        net.get(NetEvent.MESSAGE_OUT),
        net.get(NetEvent.STREAM_FAILED),
        dropped,
        pushes.sum(),
        versionsPushed.sum(),
        versionsSynced.sum(),
        versionsDropped.sum());
  }
}
