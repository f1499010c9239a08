package dev.fairlead.gossip.net;

import dev.fairlead.gossip.swim.Address;
import io.netty.bootstrap.AbstractBootstrap;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.socket.DatagramPacket;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sockets of a gossip node and the one thread that serves them: the gossip loop.
 *
 * <p>{@link #send} and {@link #sendStream} only on the loop; the rest from anywhere.
 */
@SuppressWarnings(
    "FutureReturnValueIgnored") // a failed write or close closes the channel, which is what tells
public final class Transport implements AutoCloseable {
  /** Longest message that is sent as a datagram; sealed it stays below any path's packet size. */
  public static final int MAX_DATAGRAM_BYTES = 1200;

  private static final int LARGEST_DATAGRAM = 2048;
  private static final int PORT_TRIES = 16;
  private static final Logger LOG = LoggerFactory.getLogger(Transport.class);

  private final RefusalLog refusals = new RefusalLog();

  private final MultiThreadIoEventLoopGroup loop;
  private final NetCounters counters = new NetCounters();
  private final DatagramSeal seal;
  private final Streams streams;
  private final Channel udp;
  private final Channel tcp;

  /** Set before the sockets read, by {@link #start}. */
  private volatile PacketReceiver receiver = (message, stream) -> {};

  private Transport(TransportSettings settings, MultiThreadIoEventLoopGroup loop) {
    this.loop = loop;
    this.seal = new DatagramSeal(settings.cluster(), settings.keys(), counters);
    this.streams = new Streams(loop.next(), settings, counters);
    TransportSettings.Given given = settings.given();
    Channel[] open = given == null ? bind(settings, PORT_TRIES) : adopt(given);
    this.udp = open[0];
    this.tcp = open[1];
  }

  /**
   * Binds both sockets, or takes those that are given; nothing is read before {@link #start}.
   *
   * @throws IllegalArgumentException with a message for the operator
   */
  public static Transport open(TransportSettings settings) {
    MultiThreadIoEventLoopGroup loop =
        new MultiThreadIoEventLoopGroup(
            1, new DefaultThreadFactory("gossip", true), EpollIoHandler.newFactory());
    try {
      return new Transport(settings, loop);
    } catch (RuntimeException e) {
      loop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
      throw e;
    }
  }

  /** Where it listens, with the real port. */
  public Address bound() {
    InetSocketAddress address = (InetSocketAddress) udp.localAddress();
    return new Address(address.getAddress().getHostAddress(), address.getPort());
  }

  /** Begins to read. */
  public void start(PacketReceiver receiver) {
    this.receiver = receiver; // volatile write, read by the loop for every packet
    udp.config().setAutoRead(true);
    tcp.config().setAutoRead(true);
  }

  /** Sends one datagram; what cannot be sent is lost, as datagrams are. */
  public void send(Address to, byte[] message) {
    InetSocketAddress address = literal(to);
    if (address != null) {
      counters.add(NetEvent.DATAGRAM_OUT);
      udp.writeAndFlush(new DatagramPacket(Unpooled.wrappedBuffer(seal.seal(message)), address));
    }
  }

  /** Sends over the stream to {@code to}; lost if it cannot be opened or breaks. */
  public void sendStream(Address to, byte[] message) {
    streams.send(to, message);
  }

  /** Runs {@code task} on the loop. */
  public void execute(Runnable task) {
    loop.execute(task);
  }

  /** Runs {@code task} on the loop after {@code nanos}. */
  public Future<?> schedule(Runnable task, long nanos) {
    return loop.schedule(task, nanos, TimeUnit.NANOSECONDS);
  }

  /** What was counted so far. */
  public NetCounters counters() {
    return counters;
  }

  /** Closes the sockets and ends the loop, once what was sent before is written. */
  @Override
  public void close() {
    udp.close();
    tcp.close();
    // Without a quiet period the loop may end before the turn that closes its channels.
    loop.shutdownGracefully(10, 2_000, TimeUnit.MILLISECONDS).awaitUninterruptibly();
  }

  /**
   * Streams first: connections of this machine use up their ports by the thousand, those of
   * datagrams are mostly free.
   */
  private Channel[] bind(TransportSettings settings, int tries) {
    Channel streamed = bindStreams(settings, settings.port());
    int port = ((InetSocketAddress) streamed.localAddress()).getPort();
    try {
      return new Channel[] {bindDatagrams(settings, port), streamed};
    } catch (IllegalArgumentException e) {
      streamed.close().syncUninterruptibly();
      if (settings.port() != 0 || tries == 1) {
        throw e;
      }
      LOG.debug("port {} is free for streams only, trying another", port);
      return bind(settings, tries - 1);
    }
  }

  private Channel bindDatagrams(TransportSettings settings, int port) {
    Bootstrap bootstrap = datagrams().channel(EpollDatagramChannel.class);
    return bound(bootstrap.bind(settings.host(), port), settings.host(), port);
  }

  private Channel bindStreams(TransportSettings settings, int port) {
    ServerBootstrap bootstrap = streamed().channel(EpollServerSocketChannel.class);
    return bound(bootstrap.bind(settings.host(), port), settings.host(), port);
  }

  /** What waits in the sockets' queues, perhaps since before this process began, is served. */
  private Channel[] adopt(TransportSettings.Given given) {
    ServerBootstrap streams =
        streamed().channelFactory(() -> new EpollServerSocketChannel(given.tcp()));
    Bootstrap datagrams = datagrams().channelFactory(() -> new EpollDatagramChannel(given.udp()));
    Channel streamed;
    try {
      streamed = adopted(streams, "TCP");
    } catch (RuntimeException e) {
      TransportSettings.Given.close(given.udp());
      throw e;
    }
    return new Channel[] {adopted(datagrams, "UDP"), streamed};
  }

  private static Channel adopted(AbstractBootstrap<?, ?> bootstrap, String what) {
    ChannelFuture registering = bootstrap.register().awaitUninterruptibly();
    Channel channel = registering.channel();
    if (!registering.isSuccess() || !channel.isActive() || channel.localAddress() == null) {
      throw new IllegalArgumentException(
          "the descriptor given for gossip over " + what + " is no open, bound socket",
          registering.cause());
    }
    return channel;
  }

  private Bootstrap datagrams() {
    return new Bootstrap()
        .group(loop)
        .option(ChannelOption.AUTO_READ, false)
        .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(LARGEST_DATAGRAM))
        .handler(new DatagramHandler());
  }

  private ServerBootstrap streamed() {
    return new ServerBootstrap()
        .group(loop)
        .option(ChannelOption.AUTO_READ, false)
        .childHandler(
            new ChannelInitializer<Channel>() {
              @Override
              protected void initChannel(Channel channel) {
                streams.accept(channel, Transport.this::deliver);
              }
            });
  }

  private static Channel bound(ChannelFuture binding, String host, int port) {
    binding.awaitUninterruptibly();
    Throwable cause = binding.cause();
    if (cause != null) {
      String reason = String.valueOf(cause.getMessage()).replaceFirst("^.*error\\(-?\\d+\\): ", "");
      throw new UncheckedIOException(
          "cannot bind gossip " + host + ":" + port + ": " + reason,
          cause instanceof IOException io ? io : new IOException(cause));
    }
    return binding.channel();
  }

  private @Nullable InetSocketAddress literal(Address to) {
    try {
      return new InetSocketAddress(InetAddress.ofLiteral(to.host()), to.port());
    } catch (IllegalArgumentException e) {
      LOG.debug("{} is no literal address", to, e);
      return null;
    }
  }

  /** No message may end the loop. */
  private void deliver(byte[] message, boolean stream) {
    try {
      receiver.received(message, stream);
    } catch (RuntimeException | Error e) {
      LOG.error("a gossip message could not be handled", e);
    }
  }

  private final class DatagramHandler extends SimpleChannelInboundHandler<DatagramPacket> {
    @Override
    protected void channelRead0(ChannelHandlerContext ctx, DatagramPacket packet) {
      byte[] datagram = new byte[packet.content().readableBytes()];
      packet.content().readBytes(datagram);
      byte[] message = seal.open(datagram);
      if (message == null) {
        refusals.refused("datagram", packet.sender(), seal.lastDrop());
        return;
      }
      counters.add(NetEvent.DATAGRAM_IN);
      deliver(message, false);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      LOG.debug("datagram socket", cause); // a refused port of a dead member, mostly
    }
  }
}
