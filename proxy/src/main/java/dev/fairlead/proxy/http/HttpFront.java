package dev.fairlead.proxy.http;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The client's side of HTTP: one exchange at a time, the next begins when the last one ended.
 *
 * <p>Reading is the back-pressure: the channel is read while no exchange runs, or the running one
 * takes more of the request; otherwise the kernel's window fills and the client waits. Serves
 * HTTP/1.1 connections of clients and single streams of the backhaul alike. Confined to its event
 * loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a channel tells its failures by closing
final class HttpFront extends ChannelInboundHandlerAdapter {
  /** How long a client may go on sending after the last answer, to receive it undisturbed. */
  private static final int LINGER_SECONDS = 2;

  private final HttpService service;
  private final Arrival arrival;
  private final @Nullable HeadClock clock;
  private @Nullable ChannelHandlerContext context;
  private @Nullable Exchange exchange;
  private boolean closing;

  /**
   * Creates one.
   *
   * @param clock limits the time between and for request heads; null where streams need none
   */
  HttpFront(HttpService service, Arrival arrival, @Nullable HeadClock clock) {
    this.service = service;
    this.arrival = arrival;
    this.clock = clock;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    context = ctx;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (closing) {
      ReferenceCountUtil.release(message);
      return;
    }
    if (message instanceof HttpRequest request) {
      begin(ctx, request);
    } else if (message instanceof HttpContent content && exchange != null) {
      exchange.fromClient(content);
    } else {
      ReferenceCountUtil.release(message);
    }
    updateReading();
  }

  private void begin(ChannelHandlerContext ctx, HttpRequest request) {
    if (clock != null) {
      clock.busy();
    }
    BadRequest bad = RequestCheck.check(request);
    if (bad != null) {
      refuse(bad);
      return;
    }
    exchange = new Exchange(service, this, arrival, request, ctx.channel().eventLoop());
    exchange.start();
  }

  /** Answers a request that is no request, then ends the connection: what follows is unreadable. */
  private void refuse(BadRequest bad) {
    String id = RequestId.next(System.currentTimeMillis(), ThreadLocalRandom.current());
    FullHttpResponse response =
        new ErrorAnswer(bad.code(), bad.status(), bad.words(), false).response(false, id);
    response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    service.traffic().finished("", bad.code(), 0);
    ctx().write(response);
    closeLingering();
  }

  /** Refuses the rest of a request whose body cannot be read and that was not answered yet. */
  void refuseBody(String words) {
    exchange = null;
    refuse(BadRequest.body(words));
  }

  /** The exchange is over. */
  void finished(boolean keepAlive) {
    exchange = null;
    if (stream()) {
      return; // it ends by itself once both sides are complete
    }
    if (!keepAlive) {
      closeLingering();
    } else {
      if (clock != null) {
        clock.idle();
      }
      updateReading();
    }
  }

  /** Reads exactly while somebody takes what is read. */
  void updateReading() {
    boolean wanted = closing || exchange == null || exchange.takesRequest();
    var config = ctx().channel().config();
    if (config.isAutoRead() != wanted && ctx().channel().isActive()) {
      config.setAutoRead(wanted);
    }
  }

  void write(HttpObject message) {
    ctx().write(message);
  }

  void flush() {
    ctx().flush();
  }

  boolean writable() {
    return ctx().channel().isWritable();
  }

  /** Whether this is a stream of the backhaul. */
  boolean stream() {
    return ctx().channel() instanceof Http2StreamChannel;
  }

  /** Ends the connection so that nobody takes what was sent for complete. */
  void abort() {
    closing = true;
    exchange = null;
    if (stream()) {
      ctx().writeAndFlush(new DefaultHttp2ResetFrame(Http2Error.INTERNAL_ERROR));
    } else if (ctx().channel().isActive()) {
      ctx().channel().config().setOption(ChannelOption.SO_LINGER, 0); // a reset, no orderly end
    }
    ctx().close();
  }

  /**
   * Ends the connection after what was written. A client that still sends gets the answer first: a
   * close with unread bytes would be a reset that may overtake it.
   */
  private void closeLingering() {
    closing = true;
    if (stream()) {
      ctx().writeAndFlush(new DefaultHttp2ResetFrame(Http2Error.NO_ERROR));
      return;
    }
    var written = ctx().writeAndFlush(Unpooled.EMPTY_BUFFER);
    if (ctx().pipeline().get(SslHandler.class) != null) {
      written.addListener(ChannelFutureListener.CLOSE);
      return;
    }
    written.addListener(_ -> ((DuplexChannel) ctx().channel()).shutdownOutput());
    ctx().executor().schedule(() -> ctx().close(), LINGER_SECONDS, TimeUnit.SECONDS);
    updateReading();
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    if (exchange != null) {
      exchange.clientPaused();
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (exchange != null) {
      exchange.clientWritabilityChanged();
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event == HeadClock.Late.HEAD) {
      refuse(BadRequest.TIMEOUT);
    } else if (event == HeadClock.Late.IDLE || (event == Drain.NOW && exchange == null)) {
      ctx.close();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    Exchange running = exchange;
    exchange = null;
    closing = true;
    if (running != null) {
      running.clientGone();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    ctx.close(); // channelInactive follows
  }

  private ChannelHandlerContext ctx() {
    if (context == null) {
      throw new IllegalStateException("not in a pipeline");
    }
    return context;
  }
}
