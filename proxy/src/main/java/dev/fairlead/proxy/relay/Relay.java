package dev.fairlead.proxy.relay;

import dev.fairlead.proxy.connect.EndOfStream;
import dev.fairlead.proxy.connect.SocketEnds;
import dev.fairlead.proxy.observe.Ending;
import dev.fairlead.proxy.observe.Traffic;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Two channels of bytes, each written what the other reads.
 *
 * <p>A side is read only while the other takes more. The end of one direction ends that direction
 * on the other side and leaves the opposite open; a reset resets the other; both directions ended,
 * or nothing moved for the idle timeout: both are closed. Over TLS a client that ends its direction
 * ends both, because few can go on reading then. An instance over TLS is not told that the client
 * ended its direction, because it could not answer any more: both end when it said nothing for a
 * second. Confined to the event loop of both.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a channel tells its failures by closing
public final class Relay {
  /** How long an instance over TLS is waited for that may have more for a client at its end. */
  static final long PARTING_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Side client;
  private final Side upstream;
  private final Consumer<Relay> ended;
  private long lastMove = System.nanoTime();
  private long in;
  private long out;
  private int endedDirections;
  private boolean started;
  private boolean over;
  private Ending end = Ending.NORMAL;
  private final QuietTimer idle;
  private final QuietTimer parting;

  private Relay(
      Channel client, Channel upstream, Duration idle, Pipes pipes, Consumer<Relay> ended) {
    this.client = new Side(client, upstream, true, pipes);
    this.upstream = new Side(upstream, client, false, pipes);
    this.ended = ended;
    long idleNanos = idle.isZero() ? TimeUnit.DAYS.toNanos(365) : idle.toNanos();
    EventLoop loop = client.eventLoop();
    this.idle =
        new QuietTimer(loop, idleNanos, () -> lastMove, () -> reset(Ending.CLIENT_LATE_IN_DATA));
    this.parting = new QuietTimer(loop, PARTING_NANOS, () -> lastMove, this::part);
  }

  /**
   * Joins two channels whose reading is off. What they read all the same before {@link #start} is
   * kept for then.
   *
   * @param pipes for long streams between plain sockets
   * @param ended told once, when both are closed or closing
   */
  public static Relay join(
      Channel client, Channel upstream, Duration idle, Pipes pipes, Consumer<Relay> ended) {
    Relay relay = new Relay(client, upstream, idle, pipes, ended);
    client.pipeline().addLast(relay.client);
    upstream.pipeline().addLast(relay.upstream);
    return relay;
  }

  /** Begins to relay. */
  public void start() {
    // One may have gone before its handler was there to hear it.
    if (!client.channel.isActive() || !upstream.channel.isActive()) {
      reset(client.channel.isActive() ? Ending.SERVER_IN_DATA : Ending.CLIENT_IN_DATA);
      return;
    }
    started = true;
    idle.start();
    client.takeEarly();
    upstream.takeEarly();
    client.room();
    upstream.room();
  }

  /** Bytes from and to the client so far. */
  public void count(Traffic traffic) {
    traffic.moved(in, out);
  }

  /** How long nothing moved. */
  public long idleNanos(long nowNanos) {
    return nowNanos - lastMove;
  }

  /** Bytes from the client. */
  public long in() {
    return in;
  }

  /** Bytes to the client. */
  public long out() {
    return out;
  }

  /** Who ended it: both in order, the client, the upstream, or nobody in time. */
  public Ending end() {
    return end;
  }

  /** The client ended its direction, and the instance, which cannot be told, has no more to say. */
  private void part() {
    if (!upstream.channel.config().isAutoRead() || client.writes()) {
      parting.start(); // it has, but the client takes it slowly
    } else {
      end = Ending.CLIENT_IN_DATA;
      finish();
      upstream.channel.close(); // announced, over TLS
      SocketEnds.breakOff(client.channel); // there may have been more
    }
  }

  /** Breaks both off, so that neither takes what came for complete. */
  private void reset(Ending why) {
    if (!over) {
      end = why;
      finish();
      SocketEnds.breakOff(client.channel);
      SocketEnds.breakOff(upstream.channel);
    }
  }

  private void finish() {
    over = true;
    idle.cancel();
    parting.cancel();
    client.dropEarly();
    upstream.dropEarly();
    client.way.end();
    upstream.way.end();
    ended.accept(this);
  }

  /** One channel of the two. */
  private final class Side extends ChannelInboundHandlerAdapter implements Splices.Progress {
    private final Channel channel;
    private final Channel peer;
    private final boolean isClient;
    private final Way way;
    private final boolean endsAsAWhole;
    private final ArrayDeque<Object> early = new ArrayDeque<>(1);
    private boolean inputEnded;

    Side(Channel channel, Channel peer, boolean isClient, Pipes pipes) {
      this.channel = channel;
      this.peer = peer;
      this.isClient = isClient;
      this.way = Splices.between(channel, peer, pipes, this);
      this.endsAsAWhole = channel.pipeline().get(SslHandler.class) != null;
    }

    /** What came before the start, in its order. */
    private void takeEarly() {
      while (!early.isEmpty() && !over) {
        take(early.poll());
      }
      way.flush();
    }

    private void dropEarly() {
      early.forEach(ReferenceCountUtil::release);
      early.clear();
    }

    /** Whether bytes wait here for the socket. */
    private boolean writes() {
      ChannelOutboundBuffer waiting = channel.unsafe().outboundBuffer();
      return waiting != null && waiting.totalPendingWriteBytes() > 0;
    }

    /** Turns reading on or off; there is nothing to read behind the end. */
    void read(boolean on) {
      if (!over && !inputEnded && channel.isActive()) {
        channel.config().setAutoRead(on);
      }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      if (!started && !over) {
        early.add(message);
      } else {
        take(message);
      }
    }

    private void take(Object message) {
      if (message == EndOfStream.MARK) {
        endInput();
        return;
      }
      if (over || !(message instanceof ByteBuf bytes)) {
        ReferenceCountUtil.release(message);
        return;
      }
      lastMove = System.nanoTime();
      long taken = way.carry(bytes);
      in += isClient ? taken : 0;
      out += isClient ? 0 : taken;
      if (way.full()) {
        read(false);
      }
    }

    @Override
    public void moved() {
      lastMove = System.nanoTime();
    }

    /** Reads while there is room for it on the other side. */
    @Override
    public void room() {
      read(!way.full());
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
      way.flush();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
      lastMove = System.nanoTime();
      (isClient ? upstream : client).room();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
      if (event instanceof ChannelInputShutdownEvent && endsAsAWhole && !isClient) {
        if (!inputEnded) { // unannounced, so what it said may not be all
          reset(Ending.SERVER_IN_DATA);
        }
      } else if (event instanceof ChannelInputShutdownEvent
          || (event instanceof SslCloseCompletionEvent end && (isClient || end.isSuccess()))) {
        channelRead(ctx, EndOfStream.MARK);
      }
    }

    private void endInput() {
      if (inputEnded || over) {
        return;
      }
      inputEnded = true;
      if (isClient && upstream.endsAsAWhole) {
        lastMove = System.nanoTime();
        parting.start();
        return;
      }
      endedDirections += endsAsAWhole ? 2 : 1;
      var written = peer.writeAndFlush(EndOfStream.MARK);
      if (endedDirections >= 2) {
        finish();
        written.addListener(_ -> closeBoth());
      }
    }

    /** Both directions ended: what is still queued goes out before each closes. */
    private void closeBoth() {
      for (Channel each : new Channel[] {peer, channel}) {
        if (!(each instanceof Http2StreamChannel)) {
          each.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
        }
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      reset(isClient ? Ending.CLIENT_IN_DATA : Ending.SERVER_IN_DATA);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
      reset(isClient ? Ending.CLIENT_IN_DATA : Ending.SERVER_IN_DATA);
    }
  }
}
