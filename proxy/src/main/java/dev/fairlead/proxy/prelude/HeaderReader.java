package dev.fairlead.proxy.prelude;

import dev.fairlead.proxy.observe.Refusal;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Reads the header of a connection from a proxy that must send one, then hands the connection on
 * and leaves the pipeline.
 *
 * <pre>
 *   reading ──complete──► handed on: active, then whatever came behind the header
 *      │ malformed, ended, or the deadline
 *      ▼
 *   reset, without a byte of an answer
 * </pre>
 *
 * <p>The handlers to come are added when the header is complete, and see the connection as if it
 * had just begun. Holds at most one header and one read of the socket. The deadline is absolute:
 * bytes do not postpone it. Confined to its event loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a channel tells its failures by closing
public final class HeaderReader extends ChannelInboundHandlerAdapter {
  /** Who goes on with the connection. */
  public interface Next {
    /**
     * The header is complete; handlers are added here.
     *
     * @param parties whom the connection is relayed for; null if the ends of its socket count
     */
    void relayed(ChannelHandlerContext ctx, @Nullable Parties parties);

    /** There is none; the connection is being reset. */
    void refused(ChannelHandlerContext ctx, Refusal refusal, String why);
  }

  private final Duration deadline;
  private final Next next;
  private ByteBuf bytes = Unpooled.EMPTY_BUFFER;
  private @Nullable Future<?> timer;
  private boolean reading;
  private boolean over;

  /** A reader that gives up when it took longer than {@code deadline}. */
  public HeaderReader(Duration deadline, Next next) {
    this.deadline = deadline;
    this.next = next;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    timer =
        ctx.executor()
            .schedule(
                () ->
                    refuse(
                        ctx,
                        Refusal.HEADER_LATE,
                        "not complete within " + deadline.toMillis() + " ms"),
                deadline.toNanos(),
                TimeUnit.NANOSECONDS);
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    reading = ctx.channel().config().isAutoRead();
    ctx.channel().config().setAutoRead(true);
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (over || !(message instanceof ByteBuf more)) {
      ReferenceCountUtil.release(message);
      return;
    }
    bytes = bytes.isReadable() ? joined(ctx, more) : more;
    switch (ProxyHeader.read(bytes)) {
      case ProxyHeader.Incomplete _ -> {}
      case ProxyHeader.Malformed(String why) -> refuse(ctx, Refusal.HEADER_MALFORMED, why);
      case ProxyHeader.Complete(int length, Parties parties) -> handOn(ctx, length, parties);
    }
  }

  private ByteBuf joined(ChannelHandlerContext ctx, ByteBuf more) {
    ByteBuf all = ctx.alloc().buffer(bytes.readableBytes() + more.readableBytes());
    try {
      return all.writeBytes(bytes).writeBytes(more);
    } finally {
      bytes.release();
      more.release();
    }
  }

  private void handOn(ChannelHandlerContext ctx, int length, @Nullable Parties parties) {
    ByteBuf rest = bytes.skipBytes(length);
    bytes = Unpooled.EMPTY_BUFFER;
    end();
    ctx.channel().config().setAutoRead(reading);
    next.relayed(ctx, parties);
    ctx.fireChannelActive();
    if (rest.isReadable()) {
      ctx.fireChannelRead(rest);
    } else {
      rest.release();
    }
    if (!ctx.isRemoved()) {
      ctx.pipeline().remove(this);
    }
  }

  private void refuse(ChannelHandlerContext ctx, Refusal refusal, String why) {
    if (!over) {
      end();
      release();
      next.refused(ctx, refusal, why);
      if (ctx.channel().isActive()) {
        ctx.channel().config().setOption(ChannelOption.SO_LINGER, 0);
      }
      ctx.close();
    }
  }

  private void end() {
    over = true;
    if (timer != null) {
      timer.cancel(false);
    }
  }

  private void release() {
    bytes.release();
    bytes = Unpooled.EMPTY_BUFFER;
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof ChannelInputShutdownEvent && !over) {
      ended(ctx);
    }
    ctx.fireUserEventTriggered(event);
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    if (!over) {
      ended(ctx);
    }
    ctx.fireChannelInactive();
  }

  /** Those that only look whether somebody listens send nothing, and are not worth a word. */
  private void ended(ChannelHandlerContext ctx) {
    if (bytes.isReadable()) {
      refuse(ctx, Refusal.HEADER_CUT, "the connection ended within it");
    } else {
      end();
      ctx.close();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    ctx.close(); // channelInactive follows
  }
}
