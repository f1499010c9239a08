package dev.fairlead.proxy.http;

import dev.fairlead.proxy.observe.AccessEntry;
import dev.fairlead.proxy.observe.LoopTime;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Limits how long a client may take to send a request, to receive an answer, and to do nothing.
 *
 * <pre>
 *   accepted, answered ──► IDLE ──first byte──► HEAD ──head complete──► BUSY ──answered──► IDLE
 *                           │ 75 s               │ 10 s, absolute        ▲
 *                           ▼                    ▼                       │ body wanted, or not
 *                         closed                408                      ▼
 *                                       408 ◄──below 240 bytes/s────── BODY
 *                                    closed ◄──10 s, absolute───────── REST  of an answered request
 *
 *   any of these, something waits to be received, below 240 bytes/s ──► reset
 * </pre>
 *
 * <p>While the proxy does not read, because somebody behind it is slow, nothing of a body is
 * awaited. Rates are means over {@value #WINDOW_SECONDS} s; of what is received, they count what
 * the client confirms. Sits before the decoder. Looks every {@value #LOOK_SECONDS} s, so a limit
 * may be exceeded by that. Confined to its event loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a channel tells its failures by closing
final class ClientClock extends ChannelDuplexHandler {
  /** For the head of a request, from its first byte; for what is left of an answered request. */
  static final long HEAD_NANOS = TimeUnit.SECONDS.toNanos(10);

  /** Between requests, and before the first. */
  static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(75);

  /** How often it looks. */
  static final int LOOK_SECONDS = 5;

  /** Over which a rate is measured. */
  static final int WINDOW_SECONDS = 10;

  /** The least a client must send of a body that is wanted, or receive of what waits for it. */
  static final int BYTES_PER_SECOND = 240;

  /** Fired when a client is late. */
  enum Late {
    /** Bytes came, but no complete head. */
    HEAD,
    /** A body comes too slowly. */
    BODY,
    /** A request that was answered already does not end. */
    REST,
    /** What was written is received too slowly. */
    RECEIVING,
    /** Nothing came. */
    IDLE
  }

  private enum Phase {
    IDLE,
    HEAD,
    BODY,
    REST,
    BUSY
  }

  /**
   * How long each may take.
   *
   * @param headNanos for a head, and for the rest of an answered request
   * @param idleNanos between requests
   * @param windowNanos over which a rate is measured
   * @param windowBytes the least that must move within
   * @param lookNanos how often to look
   */
  record Limits(
      long headNanos, long idleNanos, long windowNanos, long windowBytes, long lookNanos) {
    static final Limits DEFAULT =
        new Limits(
            HEAD_NANOS,
            IDLE_NANOS,
            TimeUnit.SECONDS.toNanos(WINDOW_SECONDS),
            (long) WINDOW_SECONDS * BYTES_PER_SECOND,
            TimeUnit.SECONDS.toNanos(LOOK_SECONDS));
  }

  private final Limits limits;
  private Phase phase = Phase.IDLE;
  private @Nullable Future<?> look;
  private long since = System.nanoTime();
  private long received;
  private long receivedBefore;
  private long written;
  private boolean receiving;
  private long receivingSince;
  private long takenBefore;

  ClientClock(Limits limits) {
    this.limits = limits;
  }

  /** Whether a head began to arrive, and is not complete. */
  boolean withinHead() {
    return phase == Phase.HEAD;
  }

  /** When what it measures now began. */
  long phaseBegan() {
    return since;
  }

  /** Bytes so far. */
  AccessEntry.Moved moved() {
    return new AccessEntry.Moved(receivedBefore + received, written);
  }

  /** A head is complete. */
  void busy() {
    phase = Phase.BUSY;
  }

  /** What of the running request is waited for now. */
  void awaits(Awaited what) {
    Phase next =
        switch (what) {
          case NOTHING -> Phase.BUSY;
          case BODY -> Phase.BODY;
          case REST -> Phase.REST;
        };
    if (phase != next) {
      begin(next);
    }
  }

  /** An answer is complete: the next request may begin. */
  void idle() {
    begin(Phase.IDLE);
  }

  /** Bytes of the next request are there. */
  void bytes() {
    if (phase == Phase.IDLE) {
      begin(Phase.HEAD);
    }
  }

  private void begin(Phase next) {
    phase = next;
    since = LoopTime.now();
    receivedBefore += received;
    received = 0;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    schedule(ctx);
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    LoopTime.fix();
    try {
      bytes();
      if (message instanceof ByteBuf piece) {
        received += piece.readableBytes();
      }
      ctx.fireChannelRead(message);
    } finally {
      LoopTime.loosen();
    }
  }

  @Override
  public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
    if (message instanceof ByteBuf piece) {
      written += piece.readableBytes();
    }
    ctx.write(message, promise);
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    if (look != null) {
      look.cancel(false); // else it kept all of a connection that is gone
    }
  }

  private void schedule(ChannelHandlerContext ctx) {
    look = ctx.executor().schedule(() -> check(ctx), limits.lookNanos(), TimeUnit.NANOSECONDS);
  }

  private void check(ChannelHandlerContext ctx) {
    if (!ctx.channel().isActive() || ctx.isRemoved()) {
      return;
    }
    long now = System.nanoTime();
    checkReceiving(ctx, now);
    checkSending(ctx, now);
    schedule(ctx);
  }

  private void checkSending(ChannelHandlerContext ctx, long now) {
    long waited = now - since;
    switch (phase) {
      case IDLE -> late(ctx, waited >= limits.idleNanos() && !receiving, Late.IDLE);
      case HEAD -> late(ctx, waited >= limits.headNanos(), Late.HEAD);
      case REST -> late(ctx, waited >= limits.headNanos(), Late.REST);
      case BODY -> {
        if (waited >= limits.windowNanos()) {
          boolean slow = received < limits.windowBytes();
          begin(Phase.BODY);
          late(ctx, slow, Late.BODY);
        }
      }
      case BUSY -> {}
    }
  }

  private static void late(ChannelHandlerContext ctx, boolean late, Late what) {
    if (late) {
      ctx.fireUserEventTriggered(what);
    }
  }

  /** What waits in the channel was not taken by the kernel: the client's window is closed. */
  private void checkReceiving(ChannelHandlerContext ctx, long now) {
    ChannelOutboundBuffer waiting = ctx.channel().unsafe().outboundBuffer();
    long pending = waiting == null ? 0 : waiting.totalPendingWriteBytes();
    if (pending == 0) {
      receiving = false;
      return;
    }
    long confirmed = Confirmed.bytes(ctx.channel());
    long taken = confirmed < 0 ? written - pending : confirmed;
    if (!receiving) {
      receiving = true;
      receivingSince = now;
      takenBefore = taken;
    } else if (now - receivingSince >= limits.windowNanos()) {
      boolean slow = taken - takenBefore < limits.windowBytes();
      receivingSince = now;
      takenBefore = taken;
      late(ctx, slow, Late.RECEIVING);
    }
  }
}
