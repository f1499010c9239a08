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
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the first bytes of a TLS connection until they name the server, then hands all of them on
 * and leaves the pipeline.
 *
 * <pre>
 *   reading ──complete──► detected
 *      │ malformed, too long, ended, or the deadline
 *      ▼
 *   refused, closed
 * </pre>
 *
 * <p>Holds at most {@link ClientHello#MAX_BYTES} and one read of the socket. The deadline is
 * absolute: bytes do not postpone it. Confined to its event loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a channel tells its failures by closing
public final class ServerNameReader extends ChannelInboundHandlerAdapter {
  /** Who goes on with the connection. */
  public interface Next {
    /**
     * The name is known.
     *
     * @param ctx what is fired from it reaches the handlers behind the reader
     * @param bytes everything read so far; the receiver releases it
     */
    void detected(ChannelHandlerContext ctx, ClientHello.Complete hello, ByteBuf bytes);
  }

  /** Why there will be no name. */
  public enum Refusal {
    /** What came is no ClientHello, or too long for one. */
    MALFORMED,
    /** It was not complete at the deadline. */
    LATE,
    /** The client ended before. */
    ENDED
  }

  private final Duration deadline;
  private final Next next;
  private final Consumer<Refusal> refused;
  private ByteBuf bytes = Unpooled.EMPTY_BUFFER;
  private boolean joined;
  private @Nullable Future<?> timer;
  private boolean over;

  /**
   * A reader that closes the connection when it took longer than {@code deadline}; at once if that
   * is zero.
   *
   * @param next called at most once
   * @param refused called instead, when the connection is being closed
   */
  public ServerNameReader(Duration deadline, Next next, Consumer<Refusal> refused) {
    this.deadline = deadline;
    this.next = next;
    this.refused = refused;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    if (deadline.isPositive()) {
      timer =
          ctx.executor()
              .schedule(() -> refuse(ctx, Refusal.LATE), deadline.toNanos(), TimeUnit.NANOSECONDS);
    } else {
      refuse(ctx, Refusal.LATE); // the name may be in the bytes that are read next: too late too
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (over || !(message instanceof ByteBuf more)) {
      ReferenceCountUtil.release(message);
      return;
    }
    if (bytes.isReadable()) {
      append(ctx, more);
    } else {
      bytes = more;
    }
    switch (ClientHello.read(bytes)) {
      case ClientHello.Incomplete _ -> {}
      case ClientHello.Malformed _ -> refuse(ctx, Refusal.MALFORMED);
      case ClientHello.Complete hello -> detected(ctx, hello);
    }
  }

  private void append(ChannelHandlerContext ctx, ByteBuf more) {
    if (!joined) { // what the socket was read into may have no room to grow
      joined = true;
      ByteBuf room = ctx.alloc().buffer(bytes.readableBytes() + more.readableBytes());
      room.writeBytes(bytes);
      bytes.release();
      bytes = room;
    }
    bytes.writeBytes(more);
    more.release();
  }

  private void detected(ChannelHandlerContext ctx, ClientHello.Complete hello) {
    ByteBuf all = bytes;
    end();
    bytes = Unpooled.EMPTY_BUFFER;
    next.detected(ctx, hello, all);
    ctx.pipeline().remove(this);
  }

  private void refuse(ChannelHandlerContext ctx, Refusal why) {
    if (!over) {
      end();
      release();
      refused.accept(why);
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
      ended();
      ctx.close();
    }
    ctx.fireUserEventTriggered(event);
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    if (!over) {
      ended();
    }
    ctx.fireChannelInactive();
  }

  private void ended() {
    end();
    release();
    refused.accept(Refusal.ENDED);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    ctx.close(); // channelInactive follows
  }
}
