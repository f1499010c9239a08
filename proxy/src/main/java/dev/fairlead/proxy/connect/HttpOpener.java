package dev.fairlead.proxy.connect;

import dev.fairlead.catalog.ServiceView;
import dev.fairlead.catalog.model.Instance;
import dev.fairlead.gossip.swim.Member;
import dev.fairlead.proxy.observe.Traffic;
import dev.fairlead.proxy.prelude.Parties;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoop;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.FastThreadLocal;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import javax.net.ssl.SSLException;

/**
 * Opens upstream channels that speak HTTP messages: HTTP/1.1 to instances, from the loop's own pool
 * or new, and backhaul streams to other regions.
 *
 * <p>Thread-safe; each call on the loop it names.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a channel tells its failures by closing
public final class HttpOpener implements Opener {
  private final BackhaulLinks links;
  private final Traffic traffic;
  private final Greeter greeter;
  private final FastThreadLocal<HttpPool> pools = new FastThreadLocal<>();

  /** Opens over these links. */
  public HttpOpener(BackhaulLinks links, Traffic traffic, Greeter greeter) {
    this.links = links;
    this.traffic = traffic;
    this.greeter = greeter;
  }

  @Override
  public Future<Channel> toInstance(
      EventLoop loop, ServiceView view, Instance instance, boolean fresh) {
    return open(pool(loop), loop, view, instance, fresh);
  }

  /** The same for the requests of one client. */
  public ClientOpener of(Parties client) {
    return new ClientOpener(this, client);
  }

  /** A channel from {@code pool}, or a new one that goes back to it. */
  Future<Channel> open(
      HttpPool pool, EventLoop loop, ServiceView view, Instance instance, boolean fresh) {
    Object place = Greeter.place(view, instance);
    HttpLink idle = fresh ? null : pool.take(place);
    if (idle != null) {
      traffic.reused();
      return loop.newSucceededFuture(idle.channel());
    }
    Promise<Channel> opened = loop.newPromise();
    new Bootstrap()
        .group(loop)
        .channel(EpollSocketChannel.class)
        .option(ChannelOption.TCP_NODELAY, true)
        // An instance that answers and hangs up within the body is heard although writing fails.
        .option(ChannelOption.AUTO_CLOSE, false)
        .option(
            ChannelOption.CONNECT_TIMEOUT_MILLIS,
            (int) Math.max(1, view.policy().connectTimeout().toMillis()))
        .handler(
            new ChannelInitializer<>() {
              @Override
              protected void initChannel(Channel channel) {
                try {
                  greeter.addTo(channel, view, instance, pool.client());
                  speakHttp(channel.pipeline(), pool).leadsTo(place);
                } catch (SSLException e) {
                  opened.setFailure(e);
                  channel.close();
                }
              }
            })
        .connect(instance.endpoint())
        .addListener((ChannelFuture connected) -> {
          if (connected.isSuccess()) {
            traffic.connected();
            Greeter.settle(connected.channel(), opened);
          } else {
            opened.tryFailure(connected.cause());
          }
        });
    return opened;
  }

  @Override
  public Future<Channel> toNode(EventLoop loop, ServiceView view, Member node) {
    return links.open(
        loop,
        node,
        stream -> stream.pipeline().addLast(BackhaulMessages.client(), HttpLink.ofStream()));
  }

  private HttpPool pool(EventLoop loop) {
    HttpPool pool = pools.get();
    if (pool == null) {
      pool = new HttpPool(loop, null);
      pools.set(pool);
    }
    return pool;
  }

  private static HttpLink speakHttp(ChannelPipeline pipeline, HttpPool pool) {
    if (pipeline.get(SslHandler.class) != null) {
      pipeline.addLast(new TlsEnd());
    }
    return HttpLink.addTo(pipeline, pool);
  }
}
