package dev.fairlead.proxy;

import dev.fairlead.proxy.connect.Backhaul;
import dev.fairlead.proxy.http.Drain;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/** Tells another proxy, when this one drains, to open no more streams here. Stateless. */
final class Farewell extends ChannelInboundHandlerAdapter {
  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event == Drain.NOW) {
      Backhaul.noMoreStreams(ctx.channel());
    }
    ctx.fireUserEventTriggered(event);
  }
}
