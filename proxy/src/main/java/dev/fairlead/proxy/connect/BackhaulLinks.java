package dev.fairlead.proxy.connect;

import dev.fairlead.gossip.swim.Address;
import dev.fairlead.gossip.swim.Member;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.handler.codec.http2.Http2StreamChannelBootstrap;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.FastThreadLocal;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * HTTP/2 connections to the proxies of other regions: one per event loop and node, made on first
 * use, shared by all streams of that loop.
 *
 * <p>A connection that breaks is forgotten; the next stream makes a new one. So it does when the
 * other side asks for no more streams: it drains, and who accepts now may be another process.
 * Thread-safe; each call on the loop it names.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a channel tells its failures by closing
public final class BackhaulLinks {
  private static final int CONNECT_TIMEOUT_MILLIS = 2_000;

  /** Unacknowledged data for this long: the kernel gives the peer up. */
  private static final int USER_TIMEOUT_MILLIS = 10_000;

  private final @Nullable SslContext tls;
  private final FastThreadLocal<Map<Address, Promise<Channel>>> links =
      new FastThreadLocal<>() {
        @Override
        protected Map<Address, Promise<Channel>> initialValue() {
          return new HashMap<>();
        }
      };

  /**
   * Links.
   *
   * @param tls mutual TLS between nodes; null for plain HTTP/2 with prior knowledge
   */
  public BackhaulLinks(@Nullable SslContext tls) {
    this.tls = tls;
  }

  /** Opens a stream to {@code node}; {@code pipeline} prepares it. */
  Future<Channel> open(EventLoop loop, Member node, Consumer<Channel> pipeline) {
    Address address = Objects.requireNonNull(node.backhaul(), "candidates have a backhaul");
    Promise<Channel> opened = loop.newPromise();
    link(loop, address)
        .addListener((Future<Channel> connected) -> {
          if (connected.isSuccess()) {
            openStream(connected.getNow(), pipeline, opened);
          } else {
            opened.setFailure(connected.cause());
          }
        });
    return opened;
  }

  private static void openStream(
      Channel connection, Consumer<Channel> pipeline, Promise<Channel> opened) {
    new Http2StreamChannelBootstrap(connection)
        .handler(
            new ChannelInitializer<>() {
              @Override
              protected void initChannel(Channel stream) {
                pipeline.accept(stream);
              }
            })
        .open()
        .addListener((Future<Http2StreamChannel> stream) -> {
          if (stream.isSuccess()) {
            opened.setSuccess(stream.getNow());
          } else {
            opened.setFailure(stream.cause());
          }
        });
  }

  private Future<Channel> link(EventLoop loop, Address address) {
    Map<Address, Promise<Channel>> mine = links.get();
    Promise<Channel> known = mine.get(address);
    if (known != null && (!known.isDone() || works(known))) {
      return known;
    }
    Promise<Channel> connecting = loop.newPromise();
    mine.put(address, connecting);
    connect(loop, address)
        .addListener((ChannelFuture connected) -> {
          if (connected.isSuccess()) {
            connected.channel().closeFuture().addListener(_ -> mine.remove(address, connecting));
            ready(connected.channel(), connecting);
          } else {
            mine.remove(address, connecting);
            connecting.setFailure(connected.cause());
          }
        });
    return connecting;
  }

  private static boolean works(Promise<Channel> link) {
    return link.isSuccess() && link.getNow().isActive() && !Backhaul.leaving(link.getNow());
  }

  /** Over TLS a connection is ready once the other side proved who it is. */
  private static void ready(Channel channel, Promise<Channel> connecting) {
    SslHandler ssl = channel.pipeline().get(SslHandler.class);
    if (ssl == null) {
      connecting.setSuccess(channel);
      return;
    }
    ssl.handshakeFuture()
        .addListener(handshake -> {
          if (handshake.isSuccess()) {
            connecting.setSuccess(channel);
          } else {
            connecting.setFailure(handshake.cause());
            channel.close();
          }
        });
  }

  private ChannelFuture connect(EventLoop loop, Address address) {
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
                  channel
                      .pipeline()
                      .addLast(tls.newHandler(channel.alloc(), address.host(), address.port()));
                }
                Backhaul.prepare(
                    channel,
                    Http2FrameCodecBuilder.forClient(),
                    new Http2MultiplexHandler(new RefusePushed()));
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
