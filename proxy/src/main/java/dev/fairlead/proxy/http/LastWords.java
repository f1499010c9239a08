package dev.fairlead.proxy.http;

import dev.fairlead.proxy.connect.SocketEnds;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Ends a connection so that the client receives all that was written before (RFC 9112, section
 * 9.6).
 *
 * <pre>
 *   written out ──► our direction ends ──the client's ends, or is silent──► closed
 * </pre>
 *
 * <p>Closing at once would not do: bytes that were not read, such as further requests the client
 * sent ahead, make the close a reset, and a reset may overtake the answer. So what the client still
 * sends is read and forgotten, undecoded: the first handler of the pipeline. Bounds: {@value
 * #WRITING_SECONDS} s to take the answer, then {@value #SILENT_SECONDS} s without a byte or {@value
 * #READING_SECONDS} s in all. Confined to its event loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a channel tells its failures by closing
final class LastWords extends ChannelInboundHandlerAdapter {
  /** How long a client may take to receive what was written. */
  static final int WRITING_SECONDS = 30;

  /** How long a client may be silent and not close. */
  static final int SILENT_SECONDS = 2;

  /** How long a client may go on sending. */
  static final int READING_SECONDS = 30;

  private @Nullable Future<?> look;
  private long outputEnded;
  private long lastByte;

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    var tooSlow = ctx.executor().schedule(() -> ctx.close(), WRITING_SECONDS, TimeUnit.SECONDS);
    ctx.channel()
        .writeAndFlush(Unpooled.EMPTY_BUFFER)
        .addListener(written -> {
          tooSlow.cancel(false);
          if (written.isSuccess()) {
            endOutput(ctx);
          } else {
            ctx.close();
          }
        });
  }

  private void endOutput(ChannelHandlerContext ctx) {
    SocketEnds.endOutput(ctx.channel());
    outputEnded = System.nanoTime();
    lastByte = outputEnded;
    schedule(ctx);
  }

  private void schedule(ChannelHandlerContext ctx) {
    look = ctx.executor().schedule(() -> check(ctx), SILENT_SECONDS, TimeUnit.SECONDS);
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    if (look != null) {
      look.cancel(false); // else it kept all of a connection that is gone
    }
  }

  private void check(ChannelHandlerContext ctx) {
    long now = System.nanoTime();
    boolean silent = now - lastByte >= TimeUnit.SECONDS.toNanos(SILENT_SECONDS);
    if (silent || now - outputEnded >= TimeUnit.SECONDS.toNanos(READING_SECONDS)) {
      ctx.close();
    } else if (ctx.channel().isActive()) {
      schedule(ctx);
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    lastByte = System.nanoTime();
    ReferenceCountUtil.release(message);
  }
}
