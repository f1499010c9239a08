package dev.fairlead.proxy.connect;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The last handler of an upstream HTTP channel: hands what arrives to the exchange that uses the
 * channel now.
 *
 * <p>While nobody uses it, anything that arrives closes the channel: bytes nobody asked for must
 * never become the beginning of the next response. Confined to its event loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a channel tells its failures by closing
public final class HttpLink extends ChannelInboundHandlerAdapter {
  private final @Nullable HttpPool pool;
  private @Nullable ResponseSink sink;
  private @Nullable Throwable failure;
  private int uses;

  /**
   * A link.
   *
   * @param pool where it goes back to; null if it serves one exchange only
   */
  HttpLink(@Nullable HttpPool pool) {
    this.pool = pool;
  }

  /** The link of an upstream channel. */
  public static HttpLink of(Channel channel) {
    return channel.pipeline().get(HttpLink.class);
  }

  /** Begins an exchange. */
  public void attach(ResponseSink exchange) {
    sink = exchange;
    uses++;
  }

  /** Whether an earlier exchange used this channel: it may have died since. */
  public boolean reused() {
    return uses > 1;
  }

  /**
   * Ends the exchange.
   *
   * @param clean whether request and response were both complete and the peer keeps the connection
   */
  public void detach(Channel channel, boolean clean) {
    sink = null;
    if (!clean) {
      channel.close();
    } else if (pool != null) {
      keep(channel, pool);
    }
  }

  /** Leaves its channel, with all that knows of HTTP: from now on bytes pass as they are. */
  public void becomeBytes(Channel channel) {
    sink = null;
    ChannelPipeline pipeline = channel.pipeline();
    UpstreamCodec codec = pipeline.get(UpstreamCodec.class);
    String here = pipeline.context(this).name();
    pipeline.addAfter(here, null, codec == null ? new StreamEnds(null) : new SocketEnds());
    if (pipeline.get(TlsEnd.class) != null) {
      pipeline.remove(TlsEnd.class);
    }
    pipeline.remove(this); // first, or it would close over the bytes the codec lets go of
    if (codec == null) {
      pipeline.remove(BackhaulMessages.class);
    } else {
      pipeline.remove(codec);
      channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
    }
  }

  private static void keep(Channel channel, HttpPool pool) {
    UpstreamCodec codec = channel.pipeline().get(UpstreamCodec.class);
    if (codec == null || codec.surplus()) {
      channel.close();
      return;
    }
    codec.rest();
    if (channel.pipeline().get(SslHandler.class) == null) {
      pool.release(channel);
    } else { // records behind the response may wait in TLS: first they come, and close it
      channel.eventLoop().execute(() -> keepUnlessSpoiled(channel, codec, pool));
    }
  }

  private static void keepUnlessSpoiled(Channel channel, UpstreamCodec codec, HttpPool pool) {
    if (codec.surplus()) {
      channel.close();
    } else {
      pool.release(channel);
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (sink != null && message instanceof HttpObject part) {
      sink.fromUpstream(part);
    } else {
      ReferenceCountUtil.release(message);
      ctx.close();
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    if (sink != null) {
      sink.upstreamPaused();
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (sink != null) {
      sink.upstreamWritabilityChanged();
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    IOException told = Backhaul.failure(event);
    if (told != null) {
      failure = told;
    }
    ctx.fireUserEventTriggered(event);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    failure = cause;
    ctx.close();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    if (pool != null) {
      pool.forget(ctx.channel());
    }
    ResponseSink user = sink;
    sink = null;
    if (user != null) {
      user.upstreamClosed(failure);
    }
    ctx.fireChannelInactive();
  }
}
