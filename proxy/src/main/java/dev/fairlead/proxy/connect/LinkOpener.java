package dev.fairlead.proxy.connect;

import dev.fairlead.gossip.swim.Address;
import dev.fairlead.gossip.swim.Member;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ConnectTimeoutException;
import io.netty.channel.EventLoop;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Makes connections to the backhaul of other nodes. One is ready once the other side spoke HTTP/2:
 * until then nothing is sent on it that could be lost, however full its queue of connections is.
 *
 * <p>Thread-safe.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a channel tells its failures by closing
final class LinkOpener {
  private static final int CONNECT_TIMEOUT_MILLIS = 2_000;

  /** Connected, authenticated and spoken to: all of it within so long. */
  private static final int READY_TIMEOUT_MILLIS = 3_000;

  /** Unacknowledged data for this long: the kernel gives the peer up. */
  private static final int USER_TIMEOUT_MILLIS = 10_000;

  private final @Nullable SslContext tls;

  /** With this TLS; null for none. */
  LinkOpener(@Nullable SslContext tls) {
    this.tls = tls;
  }

  /**
   * A connection on {@code loop}; fails with {@link ConnectTimeoutException} if it is silent, with
   * {@link javax.net.ssl.SSLException} if it is not the node's or TLS fails otherwise.
   */
  Promise<Channel> open(EventLoop loop, Member node, LinkKeeper.Watcher watcher) {
    Address address = Objects.requireNonNull(node.backhaul(), "candidates have a backhaul");
    Promise<Channel> ready = loop.newPromise();
    ChannelFuture connecting = connect(loop, node.name(), address, watcher, ready);
    Channel channel = connecting.channel();
    Future<?> late =
        loop.schedule(
            () -> {
              if (ready.tryFailure(new ConnectTimeoutException("not a word from " + address))) {
                LinkKeeper.cut(channel);
              }
            },
            READY_TIMEOUT_MILLIS,
            TimeUnit.MILLISECONDS);
    ready.addListener(_ -> late.cancel(false));
    connecting.addListener((ChannelFuture connected) -> {
      if (!connected.isSuccess()) {
        ready.tryFailure(connected.cause());
      }
    });
    channel
        .closeFuture()
        .addListener(_ -> ready.tryFailure(new IOException(address + " hung up without a word")));
    return ready;
  }

  private ChannelFuture connect(
      EventLoop loop,
      String node,
      Address address,
      LinkKeeper.Watcher watcher,
      Promise<Channel> ready) {
    return new Bootstrap()
        .group(loop)
        .channel(EpollSocketChannel.class)
        .option(ChannelOption.TCP_NODELAY, true)
        .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_TIMEOUT_MILLIS)
        .option(EpollChannelOption.TCP_USER_TIMEOUT, USER_TIMEOUT_MILLIS)
        .handler(
            new ChannelInitializer<>() {
              @Override
              protected void initChannel(Channel channel) {
                if (tls != null) {
                  SslHandler secured = tls.newHandler(channel.alloc(), node, address.port());
                  secured
                      .handshakeFuture()
                      .addListener(done -> {
                        if (!done.isSuccess()) {
                          ready.tryFailure(done.cause());
                        }
                      });
                  channel.pipeline().addLast(secured);
                }
                Backhaul.prepare(
                    channel,
                    BackhaulCodec.connecting(),
                    new Http2MultiplexHandler(new RefusePushed()),
                    new LinkKeeper(watcher, () -> ready.trySuccess(channel), Backhaul.IDLE_NANOS));
              }
            })
        .connect(new InetSocketAddress(address.host(), address.port()));
  }

  /** Nobody opens streams towards the side that asks. */
  private static final class RefusePushed extends ChannelInitializer<Channel> {
    @Override
    protected void initChannel(Channel stream) {
      stream.close();
    }
  }
}
