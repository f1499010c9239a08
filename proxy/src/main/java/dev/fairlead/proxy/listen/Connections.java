package dev.fairlead.proxy.listen;

import dev.fairlead.proxy.observe.Traffic;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The client connections that are open now, in all and per event loop.
 *
 * <p>Thread-safe.
 */
public final class Connections {
  private final ChannelGroup open = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
  private final Map<EventLoop, AtomicInteger> perLoop;
  private final Traffic traffic;

  /** Counts for these loops. */
  public Connections(Iterable<EventLoop> loops, Traffic traffic) {
    Map<EventLoop, AtomicInteger> counters = new HashMap<>();
    loops.forEach(loop -> counters.put(loop, new AtomicInteger()));
    this.perLoop = Map.copyOf(counters);
    this.traffic = traffic;
  }

  /** Counts a client's connection until it closes. */
  public void add(Channel channel) {
    open.add(channel);
    traffic.opened();
    AtomicInteger onLoop = perLoop.get(channel.eventLoop());
    if (onLoop != null) {
      onLoop.incrementAndGet();
    }
    channel
        .closeFuture()
        .addListener(_ -> {
          traffic.closed();
          if (onLoop != null) {
            onLoop.decrementAndGet();
          }
        });
  }

  /** How many a loop owns. */
  public int on(EventLoop loop) {
    AtomicInteger count = perLoop.get(loop);
    return count == null ? 0 : count.get();
  }

  /** Tells each of them {@code event}, on its loop. */
  public void tell(Object event) {
    for (Channel channel : open) {
      channel.eventLoop().execute(() -> channel.pipeline().fireUserEventTriggered(event));
    }
  }
}
