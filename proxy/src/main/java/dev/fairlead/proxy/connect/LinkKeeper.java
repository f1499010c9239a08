package dev.fairlead.proxy.connect;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http2.DefaultHttp2PingFrame;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2PingFrame;
import io.netty.handler.codec.http2.Http2SettingsFrame;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Keeps one backhaul connection: pings it, closes it when the other side is silent, or when it has
 * had no streams for long. {@link LinkPulse} decides.
 *
 * <p>Confined to its event loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a channel tells its failures by closing
final class LinkKeeper extends ChannelInboundHandlerAdapter {
  /** Who wants to know of it. */
  interface Watcher {
    /** Nobody does. */
    Watcher NONE = new Watcher() {};

    /** A ping was answered after {@code nanos}. */
    default void answered(long nanos) {}

    /** A ping was not answered; the connection is closed. */
    default void silent() {}
  }

  private final Watcher watcher;
  private final Runnable ready;
  private final long idleNanos;
  private @Nullable LinkPulse pulse;
  private @Nullable Future<?> timer;
  private long asked;

  /**
   * Keeps one.
   *
   * @param ready called once the other side spoke HTTP/2: streams may be opened
   * @param idleNanos how long it may be without streams
   */
  LinkKeeper(Watcher watcher, Runnable ready, long idleNanos) {
    this.watcher = watcher;
    this.ready = ready;
    this.idleNanos = idleNanos;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    switch (message) {
      case Http2SettingsFrame _ when pulse == null -> {
        begin(ctx);
        ready.run();
      }
      case Http2PingFrame ping when ping.ack() -> answered(ping.content());
      default -> {}
    }
    ctx.fireChannelRead(message);
  }

  private void begin(ChannelHandlerContext ctx) {
    pulse = new LinkPulse(idleNanos, System.nanoTime());
    timer =
        ctx.executor()
            .scheduleWithFixedDelay(() -> look(ctx), 0, LinkPulse.LOOK_NANOS, TimeUnit.NANOSECONDS);
  }

  private void answered(long content) {
    LinkPulse mine = pulse;
    long took = mine == null || content != asked ? -1 : mine.answered(System.nanoTime());
    if (took >= 0) {
      watcher.answered(took);
    }
  }

  private void look(ChannelHandlerContext ctx) {
    LinkPulse mine = pulse;
    if (mine == null) {
      return;
    }
    switch (mine.look(System.nanoTime(), streams(ctx.channel()))) {
      case NOTHING -> {}
      case PING -> ctx.writeAndFlush(new DefaultHttp2PingFrame(++asked));
      case IDLE -> ctx.close();
      case DEAD -> {
        watcher.silent();
        cut(ctx.channel());
      }
    }
  }

  private static int streams(Channel connection) {
    return connection.pipeline().get(Http2FrameCodec.class).connection().numActiveStreams();
  }

  /** Closes it at once, without the farewell nobody would read: its streams fail now. */
  static void cut(Channel connection) {
    connection.pipeline().firstContext().close();
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    if (pulse != null) {
      pulse.heard(System.nanoTime());
    }
    ctx.fireChannelReadComplete();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    if (timer != null) {
      timer.cancel(false);
    }
    ctx.fireChannelInactive();
  }
}
