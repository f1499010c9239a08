package dev.fairlead.proxy.connect;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import javax.net.ssl.SSLException;

/**
 * Tells the end that an instance announces over TLS from a connection that was cut (RFC 8446,
 * section 6.1): a body that ends with the connection is whole only after the former.
 *
 * <p>Stands between TLS and HTTP/1.1. What is announced closes the channel; what is cut is an
 * error, before it is the end. Confined to its event loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a channel tells its failures by closing
final class TlsEnd extends ChannelInboundHandlerAdapter {
  private boolean announced;

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof SslCloseCompletionEvent end && end.isSuccess()) {
      announced = true;
      ctx.close();
    }
    ctx.fireUserEventTriggered(event);
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    if (!announced) {
      ctx.fireExceptionCaught(new SSLException("the connection ended without close_notify"));
    }
    ctx.fireChannelInactive();
  }
}
