package dev.fairlead.proxy.connect;

import dev.fairlead.catalog.ServiceView;
import dev.fairlead.catalog.model.Instance;
import dev.fairlead.catalog.model.ProxyProtocol;
import dev.fairlead.gossip.swim.Member;
import dev.fairlead.proxy.observe.Traffic;
import dev.fairlead.proxy.prelude.HeaderFirst;
import dev.fairlead.proxy.prelude.Parties;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.util.concurrent.FastThreadLocal;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;

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
  private final FastThreadLocal<HttpPool> pools = new FastThreadLocal<>();

  /** Opens over these links. */
  public HttpOpener(BackhaulLinks links, Traffic traffic) {
    this.links = links;
    this.traffic = traffic;
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
    Channel idle = fresh ? null : pool.take(instance.endpoint());
    if (idle != null) {
      traffic.reused();
      return loop.newSucceededFuture(idle);
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
        .handler(new Pipeline(pool, view.policy().greeting().proxyProtocol()))
        .connect(instance.endpoint())
        .addListener((ChannelFuture connected) -> {
          if (connected.isSuccess()) {
            traffic.connected();
            pool.adopt(connected.channel(), instance.endpoint());
            opened.setSuccess(connected.channel());
          } else {
            opened.setFailure(connected.cause());
          }
        });
    return opened;
  }

  @Override
  public Future<Channel> toNode(EventLoop loop, ServiceView view, Member node) {
    return links.open(
        loop,
        node,
        stream -> stream.pipeline().addLast(BackhaulMessages.client(), new HttpLink(null)));
  }

  private HttpPool pool(EventLoop loop) {
    HttpPool pool = pools.get();
    if (pool == null) {
      pool = new HttpPool(loop, null);
      pools.set(pool);
    }
    return pool;
  }

  private static final class Pipeline extends ChannelInitializer<Channel> {
    private final HttpPool pool;
    private final ProxyProtocol version;

    Pipeline(HttpPool pool, ProxyProtocol version) {
      this.pool = pool;
      this.version = version;
    }

    @Override
    protected void initChannel(Channel channel) {
      Parties client = pool.client();
      if (client != null) {
        HeaderFirst.addTo(channel.pipeline(), version, client);
      }
      channel.pipeline().addLast(new UpstreamCodec(), new HttpLink(pool));
    }
  }
}
