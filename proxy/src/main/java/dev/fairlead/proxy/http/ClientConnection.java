package dev.fairlead.proxy.http;

import dev.fairlead.proxy.connect.SocketEnds;
import dev.fairlead.proxy.observe.AccessEntry;
import dev.fairlead.proxy.observe.Traffic;
import dev.fairlead.proxy.wire.Oddity;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpRequest;

/**
 * A client's HTTP/1.1 connection: serves one exchange after the other.
 *
 * <p>Confined to its event loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a channel tells its failures by closing
final class ClientConnection implements Carrier {
  /** Oddities of one connection; with more it ends behind its next answer. */
  static final int MAX_ODDITIES = 100;

  private final ClientClock clock;
  private final ClientCodec codec = new ClientCodec(this::odd);
  private final Traffic traffic;
  private int oddities;
  private boolean paused;

  ClientConnection(ClientClock.Limits limits, Traffic traffic) {
    clock = new ClientClock(limits);
    this.traffic = traffic;
  }

  /** Adds the handlers it needs in front of an {@link HttpFront}. */
  void addTo(ChannelPipeline pipeline) {
    pipeline.addLast(clock);
    codec.addTo(pipeline);
  }

  @Override
  public boolean stream() {
    return false;
  }

  @Override
  public void begun(ChannelHandlerContext ctx, HttpRequest request) {
    clock.busy();
    codec.answering(request);
  }

  @Override
  public void awaits(Awaited what) {
    clock.awaits(what);
  }

  @Override
  public void idle(ChannelHandlerContext ctx, Runnable ready) {
    clock.idle();
    paused = codec.holdsBack();
    if (!paused) {
      if (codec.withinRequest()) {
        clock.bytes(); // the next head began behind the request before
      }
      ready.run();
      return;
    }
    // Later: a long row of refused upgrades would be a deep stack.
    ctx.executor()
        .execute(() -> {
          paused = false;
          ready.run();
          readOn(ctx.pipeline());
        });
  }

  @Override
  public void odd(Oddity kind) {
    oddities++;
    traffic.odd(kind);
  }

  @Override
  public boolean tooOdd() {
    return oddities > MAX_ODDITIES;
  }

  @Override
  public boolean holdsBack() {
    return codec.holdsBack();
  }

  @Override
  public boolean withinHead() {
    return clock.withinHead();
  }

  @Override
  public long headBegan() {
    return clock.phaseBegan();
  }

  @Override
  public AccessEntry.Moved moved() {
    return clock.moved();
  }

  @Override
  public boolean paused() {
    return paused;
  }

  private void readOn(ChannelPipeline pipeline) {
    codec.release();
    ChannelHandlerContext before = pipeline.context(clock);
    if (before != null && codec.anythingLeft()) {
      clock.bytes();
      before.fireChannelRead(Unpooled.EMPTY_BUFFER); // makes the codec look at what it has
      before.fireChannelReadComplete();
    }
  }

  @Override
  public void end(ChannelHandlerContext ctx, ChannelFuture last) {
    ctx.pipeline().addFirst(new LastWords());
  }

  @Override
  public void abort(ChannelHandlerContext ctx) {
    SocketEnds.breakOff(ctx.channel());
  }

  @Override
  public void becomeBytes(ChannelHandlerContext ctx) {
    ChannelPipeline pipeline = ctx.pipeline();
    pipeline.addAfter(ctx.name(), null, new SocketEnds());
    pipeline.remove(ctx.handler()); // first, or it would take the bytes the codec lets go of
    pipeline.remove(clock);
    codec.removeFrom(pipeline);
    ctx.channel().config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
  }
}
