package dev.fairlead.proxy.listen;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A listening socket that accepts once it is {@link #open}ed; until then connections wait in the
 * kernel's queue of {@value #BACKLOG}.
 *
 * <p>Bound: its {@link Admission}; one connection more is reset at once. Thread-safe.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a channel tells its failures by closing
public final class Listener {
  /** Connections the kernel keeps for us. */
  public static final int BACKLOG = 4_096;

  /**
   * What the kernel takes of a connection before it is on its way. Without that limit it takes up
   * to its whole send buffer, some MiB, for whoever asks for much and reads nothing: a thousand of
   * those use up what the kernel has for all connections, and honest ones stand still. A fast
   * client is not held back, for what is on its way does not count.
   */
  static final long UNSENT_BYTES = 128 << 10;

  /**
   * Beyond the upper bytes that wait for the kernel, no more is read for a connection; down to the
   * lower it begins again. One read of an instance, 64 KiB, is above it: with twice as much the
   * slow readers one source may have use up the memory outside the heap.
   */
  private static final WriteBufferWaterMark WAITING = new WriteBufferWaterMark(16 << 10, 32 << 10);

  private final Channel server;
  private final Gate gate;
  private final boolean shared;

  private Listener(Channel server, Gate gate, boolean shared) {
    this.server = server;
    this.gate = gate;
    this.shared = shared;
  }

  /**
   * How a listener treats the connections it accepts.
   *
   * @param halfClose whether a client may end its direction and still read
   * @param read whether reading begins at once
   */
  public record Style(boolean halfClose, boolean read) {}

  /**
   * Binds, or adopts a socket that somebody else bound. Both are the same from here on.
   *
   * @param what for the error message: {@code listener web}
   * @throws UncheckedIOException "cannot bind listener web 127.0.0.1:8080: Address already in use"
   */
  public static Listener at(
      EventLoopGroup loops, String what, Place place, Style style, Admission admission) {
    Gate gate = new Gate(admission);
    ServerBootstrap bootstrap =
        new ServerBootstrap()
            .group(loops, loops)
            .option(ChannelOption.AUTO_READ, false)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(EpollChannelOption.TCP_NOTSENT_LOWAT, UNSENT_BYTES)
            .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WAITING)
            .childOption(ChannelOption.ALLOW_HALF_CLOSURE, style.halfClose())
            .childOption(ChannelOption.AUTO_READ, style.read())
            .handler(gate)
            .childHandler(new Prepare(gate));
    ChannelFuture listening =
        switch (place) {
          case Place.ToBind(InetSocketAddress address) ->
              bootstrap
                  .channel(EpollServerSocketChannel.class)
                  .option(ChannelOption.SO_BACKLOG, BACKLOG)
                  .option(ChannelOption.SO_REUSEADDR, true)
                  .bind(address);
          case Place.Given(int descriptor) ->
              bootstrap.channelFactory(() -> new EpollServerSocketChannel(descriptor)).register();
        };
    listening.awaitUninterruptibly();
    if (!listening.isSuccess()) {
      throw new UncheckedIOException(
          "cannot bind %s %s: %s".formatted(what, place, reason(listening.cause())),
          new IOException(listening.cause()));
    }
    return new Listener(listening.channel(), gate, place instanceof Place.Given);
  }

  /** The native transport says {@code bind(..) failed with error(-98): Address already in use}. */
  private static String reason(Throwable cause) {
    String message = String.valueOf(cause.getMessage());
    return message.substring(message.lastIndexOf(": ") < 0 ? 0 : message.lastIndexOf(": ") + 2);
  }

  /** Where it listens. */
  public InetSocketAddress address() {
    return (InetSocketAddress) server.localAddress();
  }

  /** Whether somebody else holds its socket too: closed here, it still lets clients wait. */
  public boolean shared() {
    return shared;
  }

  /** Begins to accept; {@code prepare} fills the pipeline of each connection, on its loop. */
  public void open(Consumer<Channel> prepare) {
    prepare(prepare);
    server.config().setAutoRead(true);
  }

  /** Has connections from now on prepared otherwise. */
  public void prepare(Consumer<Channel> prepare) {
    gate.prepare = prepare;
  }

  /** Stops accepting as soon as its loop comes by; connections stay. */
  public void stop() {
    server.close();
  }

  /** Stops accepting; connections stay. Waits at most a second: the loop may hang. */
  public void close() {
    server.close().awaitUninterruptibly(1, TimeUnit.SECONDS);
  }

  /** Lets connections in, or not. */
  private static final class Gate extends ChannelInboundHandlerAdapter {
    private final Admission admission;
    // Volatile: written before accepting begins and by reloads, read on the loops of accepted
    // channels.
    private volatile Consumer<Channel> prepare = Channel::close;

    Gate(Admission admission) {
      this.admission = admission;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      if (!(message instanceof Channel accepted)) {
        ReferenceCountUtil.release(message);
      } else if (admission.admit(accepted)) {
        ctx.fireChannelRead(accepted);
      }
    }
  }

  private static final class Prepare extends ChannelInitializer<Channel> {
    private final Gate gate;

    Prepare(Gate gate) {
      this.gate = gate;
    }

    @Override
    protected void initChannel(Channel channel) {
      gate.prepare.accept(channel);
    }
  }
}
