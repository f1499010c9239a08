package dev.fairlead.proxy.connect;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.handler.ssl.SslHandler;

/**
 * Turns {@link EndOfStream} into the end of a TCP socket's output, behind everything written
 * before.
 *
 * <p>Confined to its event loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a channel tells its failures by closing
public final class SocketEnds extends ChannelDuplexHandler {
  @Override
  public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
    if (message != EndOfStream.MARK) {
      ctx.write(message, promise);
      return;
    }
    promise.addListener(_ -> endOutput(ctx.channel()));
    ctx.write(Unpooled.EMPTY_BUFFER, promise);
  }

  /** Ends the output of a socket now; over TLS it says so first. */
  public static void endOutput(Channel socket) {
    DuplexChannel both = (DuplexChannel) socket;
    SslHandler tls = socket.pipeline().get(SslHandler.class);
    if (tls == null) {
      both.shutdownOutput();
    } else {
      tls.closeOutbound().addListener(_ -> both.shutdownOutput());
    }
  }

  /**
   * Closes a channel so that the peer sees a reset. TLS does not say goodbye before it: many take
   * that for an orderly end and never look at the reset.
   */
  public static void breakOff(Channel channel) {
    ChannelHandlerContext nearest = channel.pipeline().firstContext();
    if (!channel.isActive() || nearest == null) {
      channel.close();
    } else if (channel instanceof Http2StreamChannel) {
      channel.writeAndFlush(new DefaultHttp2ResetFrame(Http2Error.CANCEL));
      channel.close();
    } else {
      channel.config().setOption(ChannelOption.SO_LINGER, 0);
      nearest.close(); // past TLS, wherever it is
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof ChannelInputShutdownEvent) {
      HalfClosed.keepRegistered(ctx.channel());
    }
    ctx.fireUserEventTriggered(event);
  }
}
