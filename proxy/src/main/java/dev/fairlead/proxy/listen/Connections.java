package dev.fairlead.proxy.listen;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import dev.fairlead.proxy.observe.Traffic;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The connections that are open now: those of clients in all and per event loop, those of other
 * proxies by what they carry.
 *
 * <p>Thread-safe.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a channel tells its failures by closing
public final class Connections {
  private final ChannelGroup clients = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
  private final ChannelGroup links = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
  private final Map<EventLoop, AtomicInteger> perLoop;
  private final Traffic traffic;
  private final AtomicInteger carried = new AtomicInteger();
  private final Sessions sessions;

  /** Counts for these loops. */
  public Connections(Iterable<EventLoop> loops, Traffic traffic) {
    Map<EventLoop, AtomicInteger> counters = new HashMap<>();
    loops.forEach(loop -> counters.put(loop, new AtomicInteger()));
    this.perLoop = Map.copyOf(counters);
    this.traffic = traffic;
    this.sessions = new Sessions(loops);
  }

  /** What those of clients do. */
  public Sessions sessions() {
    return sessions;
  }

  /** Counts a client's connection until it closes. */
  public void add(Channel channel) {
    clients.add(channel);
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

  /** Tells a connection of another proxy of events too; it is no client's and not counted. */
  public void addLink(Channel connection) {
    links.add(connection);
  }

  /** How many connections other proxies have here. */
  public int links() {
    return links.size();
  }

  /** Counts what another proxy carries here, a request or a connection, until it ends. */
  public void addCarried(Channel stream) {
    carried.incrementAndGet();
    stream.closeFuture().addListener(_ -> carried.decrementAndGet());
  }

  /** How many requests and connections other proxies carry here now. */
  public int carried() {
    return carried.get();
  }

  /** How many a loop owns. */
  public int on(EventLoop loop) {
    AtomicInteger count = perLoop.get(loop);
    return count == null ? 0 : count.get();
  }

  /** Tells each of them {@code event}, on its loop. */
  public void tell(Object event) {
    for (ChannelGroup group : List.of(clients, links)) {
      for (Channel channel : group) {
        channel.eventLoop().execute(() -> channel.pipeline().fireUserEventTriggered(event));
      }
    }
  }

  /** Resets all of clients, so that nobody takes what he got for complete; how many. */
  public int cutClients() {
    return cut(clients);
  }

  /** Resets those of other proxies as well; waits until they are gone, or {@code limit} is over. */
  public void cutAll(Duration limit) {
    long deadline = System.nanoTime() + limit.toNanos();
    for (ChannelGroup group : List.of(clients, links)) {
      cut(group);
      group.newCloseFuture().awaitUninterruptibly(deadline - System.nanoTime(), NANOSECONDS);
    }
  }

  private static int cut(ChannelGroup group) {
    List<Channel> left = List.copyOf(group);
    for (Channel channel : left) {
      channel
          .eventLoop()
          .execute(() -> {
            if (channel.isActive()) {
              channel.config().setOption(ChannelOption.SO_LINGER, 0);
              channel.pipeline().firstContext().close(); // without anybody's farewell
            }
          });
    }
    return left.size();
  }
}
