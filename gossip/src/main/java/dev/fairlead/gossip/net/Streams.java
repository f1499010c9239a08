package dev.fairlead.gossip.net;

import dev.fairlead.gossip.swim.Address;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.handler.timeout.IdleStateHandler;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The streams of this node: one it opened per address, and those others opened to it.
 *
 * <p>Confined to the gossip loop.
 */
@SuppressWarnings(
    "FutureReturnValueIgnored") // a failed write or close closes the channel, which is what tells
final class Streams {
  /** Longest message. */
  static final int MAX_MESSAGE_BYTES = 16 << 20; // 16 MiB

  /** Streams others may hold open here; further ones are closed at once. */
  static final int MAX_INBOUND = 256;

  /** Streams this node holds open; beyond it messages to further addresses are dropped. */
  static final int MAX_OUTBOUND = 256;

  private static final int CONNECT_TIMEOUT_MILLIS = 3000;
  private static final int IDLE_SECONDS = 60;
  private static final int SILENT_SECONDS = 90;

  /** Who has not proved to be of the cluster by then makes room for others. */
  private static final int GREETING_SECONDS = 5;

  private static final Logger LOG = LoggerFactory.getLogger(Streams.class);

  private final EventLoop loop;
  private final StreamSecrets secrets;
  private final @Nullable SslContext serverTls;
  private final @Nullable SslContext clientTls;
  private final NetCounters counters;
  private final RefusalLog refusals = new RefusalLog();
  private final Map<Address, OutboundStream> outbound = new HashMap<>();
  private int inbound;

  Streams(EventLoop loop, TransportSettings settings, NetCounters counters) {
    this.loop = loop;
    TlsFiles tls = settings.tls();
    this.secrets = new StreamSecrets(settings.cluster(), tls == null ? settings.keys() : null);
    this.serverTls = tls == null ? null : tls.server();
    this.clientTls = tls == null ? null : tls.client();
    this.counters = counters;
  }

  /** Sends {@code message} to {@code to}, over a stream that is opened if there is none. */
  void send(Address to, byte[] message) {
    OutboundStream open = outbound.get(to);
    if (open == null) {
      if (outbound.size() >= MAX_OUTBOUND) {
        counters.add(NetEvent.DROPPED_FULL);
        return;
      }
      open = new OutboundStream(to, secrets, counters);
      outbound.put(to, open);
      connect(to, open);
    }
    open.send(message);
  }

  /** Makes a stream of a connection somebody opened. */
  void accept(Channel channel, PacketReceiver receiver) {
    if (inbound >= MAX_INBOUND) {
      counters.add(NetEvent.DROPPED_FULL);
      channel.close();
      return;
    }
    inbound++;
    counters.add(NetEvent.STREAM_IN);
    channel.closeFuture().addListener(done -> inbound--);
    if (serverTls != null) {
      channel.pipeline().addLast(serverTls.newHandler(channel.alloc()));
    }
    InboundStream stream = new InboundStream(secrets, counters, refusals, receiver);
    channel.pipeline().addLast(new IdleStateHandler(SILENT_SECONDS, 0, 0), stream);
    Future<?> limit =
        loop.schedule(() -> closeStranger(channel, stream), GREETING_SECONDS, TimeUnit.SECONDS);
    channel.closeFuture().addListener(done -> limit.cancel(false));
  }

  private void closeStranger(Channel channel, InboundStream stream) {
    if (!stream.greeted()) {
      counters.add(NetEvent.STREAM_FAILED);
      channel.close();
    }
  }

  private void connect(Address to, OutboundStream stream) {
    InetSocketAddress address;
    try {
      address = new InetSocketAddress(InetAddress.ofLiteral(to.host()), to.port());
    } catch (IllegalArgumentException e) {
      LOG.debug("{} is no literal address", to, e);
      counters.add(NetEvent.STREAM_FAILED);
      outbound.remove(to);
      return;
    }
    counters.add(NetEvent.STREAM_OUT);
    new Bootstrap()
        .group(loop)
        .channel(EpollSocketChannel.class)
        .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_TIMEOUT_MILLIS)
        .option(ChannelOption.TCP_NODELAY, true)
        .handler(
            new ChannelInitializer<Channel>() {
              @Override
              protected void initChannel(Channel channel) {
                layOut(channel, to, stream);
              }
            })
        .connect(address)
        .addListener(connected -> {
          if (!connected.isSuccess()) {
            LOG.debug("no stream to {}", to, connected.cause());
            counters.add(NetEvent.STREAM_FAILED);
            outbound.remove(to, stream);
          }
        });
  }

  private void layOut(Channel channel, Address to, OutboundStream stream) {
    channel.closeFuture().addListener(done -> outbound.remove(to, stream));
    if (clientTls != null) {
      channel.pipeline().addLast(clientTls.newHandler(channel.alloc()));
    }
    channel.pipeline().addLast(new IdleStateHandler(0, 0, IDLE_SECONDS), new Greeter(stream));
    channel.pipeline().addLast(stream);
  }

  /** Starts the greeting once the channel may carry it. */
  private final class Greeter extends ChannelInboundHandlerAdapter {
    private final OutboundStream stream;

    Greeter(OutboundStream stream) {
      this.stream = stream;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) throws Exception {
      super.channelActive(ctx);
      if (clientTls == null) {
        stream.greet(ctx.pipeline().context(stream));
      }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
      super.userEventTriggered(ctx, event);
      if (event instanceof SslHandshakeCompletionEvent handshake && handshake.isSuccess()) {
        stream.greet(ctx.pipeline().context(stream));
      }
    }
  }
}
