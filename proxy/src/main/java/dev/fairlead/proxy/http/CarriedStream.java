package dev.fairlead.proxy.http;

import dev.fairlead.proxy.connect.BackhaulMessages;
import dev.fairlead.proxy.connect.StreamEnds;
import dev.fairlead.proxy.observe.AccessEntry;
import dev.fairlead.proxy.wire.Oddity;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2Error;

/** One stream of the backhaul: serves one exchange and ends with it. Stateless. */
@SuppressWarnings("FutureReturnValueIgnored") // a channel tells its failures by closing
final class CarriedStream implements Carrier {
  @Override
  public boolean stream() {
    return true;
  }

  @Override
  public void begun(ChannelHandlerContext ctx, HttpRequest request) {}

  /** The proxy the client is connected to waits for it. */
  @Override
  public void awaits(Awaited what) {}

  /** No other begins: it ends by itself once the client's direction ends too, which is read. */
  @Override
  public void idle(ChannelHandlerContext ctx, Runnable ready) {
    ready.run();
  }

  /** The proxy the client is connected to counts. */
  @Override
  public void odd(Oddity kind) {}

  @Override
  public boolean tooOdd() {
    return false;
  }

  @Override
  public boolean holdsBack() {
    return false;
  }

  /** It begins with a whole head. */
  @Override
  public boolean withinHead() {
    return false;
  }

  @Override
  public long headBegan() {
    return System.nanoTime();
  }

  /** Nobody asks for it here. */
  @Override
  public AccessEntry.Moved moved() {
    return new AccessEntry.Moved(0, 0);
  }

  @Override
  public boolean paused() {
    return false;
  }

  @Override
  public void end(ChannelHandlerContext ctx, ChannelFuture last) {
    ctx.flush();
    // Not before: a reset cancels what still waits to be sent.
    last.addListener(_ -> ctx.writeAndFlush(new DefaultHttp2ResetFrame(Http2Error.NO_ERROR)));
  }

  @Override
  public void abort(ChannelHandlerContext ctx) {
    ctx.writeAndFlush(new DefaultHttp2ResetFrame(Http2Error.INTERNAL_ERROR));
    ctx.close();
  }

  @Override
  public void becomeBytes(ChannelHandlerContext ctx) {
    ChannelPipeline pipeline = ctx.pipeline();
    pipeline.addAfter(ctx.name(), null, new StreamEnds(null));
    pipeline.remove(ctx.handler());
    pipeline.remove(BackhaulMessages.class);
  }
}
