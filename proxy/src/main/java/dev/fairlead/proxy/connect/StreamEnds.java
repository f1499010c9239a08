package dev.fairlead.proxy.connect;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Promise;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Turns a backhaul stream into a channel of bytes: DATA frames are bytes, END_STREAM ends a
 * direction, a reset is an error.
 *
 * <p>Confined to its event loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a channel tells its failures by closing
public final class StreamEnds extends ChannelDuplexHandler {
  private final @Nullable Promise<Channel> accepted;

  /**
   * One end of a stream.
   *
   * @param accepted told by the other side's answer; null on the side that answers
   */
  public StreamEnds(@Nullable Promise<Channel> accepted) {
    this.accepted = accepted;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    switch (message) {
      case Http2HeadersFrame answer -> answered(ctx, answer);
      case Http2DataFrame data -> {
        ByteBuf bytes = data.content();
        if (bytes.isReadable()) {
          ctx.fireChannelRead(bytes);
        } else {
          bytes.release();
        }
        if (data.isEndStream()) {
          ctx.fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
        }
      }
      default -> ReferenceCountUtil.release(message);
    }
  }

  private void answered(ChannelHandlerContext ctx, Http2HeadersFrame answer) {
    if (accepted == null) {
      return;
    }
    if ("200".contentEquals(answer.headers().status())) {
      ctx.channel().config().setAutoRead(false); // until somebody takes the bytes
      accepted.trySuccess(ctx.channel());
      return;
    }
    CharSequence code = answer.headers().get(Backhaul.ERROR);
    accepted.tryFailure(Backhaul.refusal(code));
    ctx.close();
  }

  @Override
  public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
    switch (message) {
      case ByteBuf bytes -> ctx.write(new DefaultHttp2DataFrame(bytes), promise);
      case EndOfStream _ ->
          ctx.write(new DefaultHttp2DataFrame(Unpooled.EMPTY_BUFFER, true), promise);
      default -> ctx.write(message, promise);
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    IOException failure = Backhaul.failure(event);
    if (failure == null) {
      ctx.fireUserEventTriggered(event);
      return;
    }
    ReferenceCountUtil.release(event);
    if (accepted == null || !accepted.tryFailure(failure)) {
      ctx.fireExceptionCaught(failure);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    if (accepted != null) {
      accepted.tryFailure(new IOException("stream closed before it was accepted"));
    }
    ctx.fireChannelInactive();
  }
}
