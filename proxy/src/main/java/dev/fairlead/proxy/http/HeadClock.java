package dev.fairlead.proxy.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.concurrent.TimeUnit;

/**
 * Limits how long a client may take to send a request head, and to send nothing.
 *
 * <pre>
 *   accepted, answered ──► IDLE ──first byte──► HEAD ──head complete──► BUSY ──answered──► IDLE
 *                           │ 75 s               │ 10 s, absolute
 *                           ▼                    ▼
 *                         closed                408
 * </pre>
 *
 * <p>Sits before the decoder. Checks twice within the shorter limit, so a limit may be exceeded by
 * half of that. Confined to its event loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a channel tells its failures by closing
final class HeadClock extends ChannelInboundHandlerAdapter {
  /** For the head of a request, from its first byte. */
  static final long HEAD_NANOS = TimeUnit.SECONDS.toNanos(10);

  /** Between requests, and before the first. */
  static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(75);

  /** Fired when a head is late. */
  enum Late {
    /** Bytes came, but no complete head. */
    HEAD,
    /** Nothing came. */
    IDLE
  }

  private enum Phase {
    IDLE,
    HEAD,
    BUSY
  }

  private final long headNanos;
  private final long idleNanos;
  private Phase phase = Phase.IDLE;
  private long since = System.nanoTime();

  HeadClock() {
    this(HEAD_NANOS, IDLE_NANOS);
  }

  HeadClock(long headNanos, long idleNanos) {
    this.headNanos = headNanos;
    this.idleNanos = idleNanos;
  }

  /** A head is complete. */
  void busy() {
    phase = Phase.BUSY;
  }

  /** An answer is complete: the next request may begin. */
  void idle() {
    phase = Phase.IDLE;
    since = System.nanoTime();
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    schedule(ctx);
  }

  /** Bytes of the next request are there. */
  void bytes() {
    if (phase == Phase.IDLE) {
      phase = Phase.HEAD;
      since = System.nanoTime();
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    bytes();
    ctx.fireChannelRead(message);
  }

  private void schedule(ChannelHandlerContext ctx) {
    ctx.executor().schedule(() -> check(ctx), headNanos / 2, TimeUnit.NANOSECONDS);
  }

  private void check(ChannelHandlerContext ctx) {
    if (!ctx.channel().isActive() || ctx.isRemoved()) {
      return;
    }
    long waited = System.nanoTime() - since;
    if (phase == Phase.HEAD && waited >= headNanos) {
      ctx.fireUserEventTriggered(Late.HEAD);
    } else if (phase == Phase.IDLE && waited >= idleNanos) {
      ctx.fireUserEventTriggered(Late.IDLE);
    }
    schedule(ctx);
  }
}
