package dev.fairlead.proxy.detect;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the first bytes of a TLS connection until they name the server, then hands all of them on
 * and leaves the pipeline.
 *
 * <pre>
 *   reading ──complete──► detected, reading is off
 *      │ malformed, too long, ended, or the deadline
 *      ▼
 *    closed
 * </pre>
 *
 * <p>Holds at most {@link ClientHello#MAX_BYTES} and one read of the socket. The deadline is
 * absolute: bytes do not postpone it. Confined to its event loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a channel tells its failures by closing
public final class ServerNameReader extends ChannelInboundHandlerAdapter {
  /** From the accepted connection to the last byte of the ClientHello. */
  public static final Duration DEADLINE = Duration.ofSeconds(10);

  /** Who goes on with the connection. */
  public interface Next {
    /**
     * The name is known; the channel's reading is off.
     *
     * @param serverName in lower case; empty if the client named none
     * @param bytes everything read so far; the receiver releases it
     */
    void detected(ChannelHandlerContext ctx, String serverName, ByteBuf bytes);
  }

  private final Duration deadline;
  private final Next next;
  private ByteBuf bytes = Unpooled.EMPTY_BUFFER;
  private @Nullable Future<?> timer;
  private boolean over;

  /** A reader that closes the connection when it took longer than {@code deadline}. */
  public ServerNameReader(Duration deadline, Next next) {
    this.deadline = deadline;
    this.next = next;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    timer = ctx.executor().schedule(() -> refuse(ctx), deadline.toNanos(), TimeUnit.NANOSECONDS);
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (over || !(message instanceof ByteBuf more)) {
      ReferenceCountUtil.release(message);
      return;
    }
    bytes = bytes.isReadable() ? joined(ctx, more) : more;
    switch (ClientHello.read(bytes)) {
      case ClientHello.Incomplete _ -> {}
      case ClientHello.Malformed _ -> refuse(ctx);
      case ClientHello.Complete hello -> detected(ctx, hello.serverName());
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

  private void detected(ChannelHandlerContext ctx, String serverName) {
    ByteBuf all = bytes;
    end();
    bytes = Unpooled.EMPTY_BUFFER;
    ctx.channel().config().setAutoRead(false);
    next.detected(ctx, serverName, all);
    ctx.pipeline().remove(this);
  }

  private void refuse(ChannelHandlerContext ctx) {
    if (!over) {
      end();
      release();
      ctx.writeAndFlush(Alert.DECODE_ERROR.bytes()).addListener(ChannelFutureListener.CLOSE);
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
      end();
      release();
      ctx.close();
    }
    ctx.fireUserEventTriggered(event);
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    if (!over) {
      end();
      release();
    }
    ctx.fireChannelInactive();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    ctx.close(); // channelInactive follows
  }
}
