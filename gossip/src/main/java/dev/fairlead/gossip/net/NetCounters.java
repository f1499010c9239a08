package dev.fairlead.gossip.net;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/** How often each {@link NetEvent} happened. Thread-safe; sums are exact once the loop is quiet. */
public final class NetCounters {
  private final Map<NetEvent, LongAdder> counts = new EnumMap<>(NetEvent.class);

  /** All zero. */
  public NetCounters() {
    for (NetEvent event : NetEvent.values()) {
      counts.put(event, new LongAdder());
    }
  }

  /** Counts {@code event} once more. */
  public void add(NetEvent event) {
    adder(event).increment();
  }

  /** How often {@code event} happened. */
  public long get(NetEvent event) {
    return adder(event).sum();
  }

  private LongAdder adder(NetEvent event) {
    return Objects.requireNonNull(counts.get(event));
  }
}
