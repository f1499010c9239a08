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
import java.util.Objects;
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
  private final @Nullable UpstreamCodec codec;
  private @Nullable Channel channel;
  private @Nullable SslHandler tls;
  private @Nullable Object place;
  private long idleSince;
  private @Nullable ResponseSink sink;
  private @Nullable Throwable failure;
  private int uses;

  /**
   * A link.
   *
   * @param pool where it goes back to; null if it serves one exchange only
   * @param codec of HTTP/1.1; null if it is a stream of HTTP/2
   */
  private HttpLink(@Nullable HttpPool pool, @Nullable UpstreamCodec codec) {
    this.pool = pool;
    this.codec = codec;
  }

  /** Adds what a connection to an instance needs to speak HTTP/1.1, behind TLS if it has that. */
  static HttpLink addTo(ChannelPipeline pipeline, HttpPool pool) {
    UpstreamCodec codec = new UpstreamCodec();
    HttpLink link = new HttpLink(pool, codec);
    codec.addTo(pipeline);
    pipeline.addLast(link);
    return link;
  }

  /** Of a stream of HTTP/2, which serves one exchange. */
  static HttpLink ofStream() {
    return new HttpLink(null, null);
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    channel = ctx.channel();
    tls = ctx.pipeline().get(SslHandler.class);
  }

  /** Its channel. */
  Channel channel() {
    return Objects.requireNonNull(channel, "in a pipeline");
  }

  /** Says where it leads to. */
  void leadsTo(Object endpoint) {
    place = endpoint;
  }

  /** Where it leads to, and so for whom it can be used again; null while nobody knows. */
  @Nullable Object place() {
    return place;
  }

  /** Nobody uses it from now on. */
  void idles(long nowNanos) {
    idleSince = nowNanos;
  }

  /** Since when nobody uses it, as {@link System#nanoTime} counts. */
  long idleSince() {
    return idleSince;
  }

  /** The TLS of its connection; null for none. */
  @Nullable SslHandler tls() {
    return tls;
  }

  /** Whether bytes arrived that belong to no response. */
  boolean surplus() {
    return codec == null || codec.surplus();
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
      keep(pool);
    }
  }

  /** Leaves its channel, with all that knows of HTTP: from now on bytes pass as they are. */
  public void becomeBytes(Channel channel) {
    sink = null;
    ChannelPipeline pipeline = channel.pipeline();
    String here = pipeline.context(this).name();
    pipeline.addAfter(here, null, codec == null ? new StreamEnds(null) : new SocketEnds());
    if (pipeline.get(TlsEnd.class) != null) {
      pipeline.remove(TlsEnd.class);
    }
    pipeline.remove(this); // first, or it would close over the bytes the codec lets go of
    if (codec == null) {
      pipeline.remove(BackhaulMessages.class);
    } else {
      codec.removeFrom(pipeline);
      channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
    }
  }

  private void keep(HttpPool home) {
    if (codec == null || codec.surplus()) {
      channel().close();
      return;
    }
    codec.rest();
    if (tls == null) {
      home.release(this);
    } else { // records behind the response may wait in TLS: first they come, and close it
      channel().eventLoop().execute(() -> keepUnlessSpoiled(home));
    }
  }

  private void keepUnlessSpoiled(HttpPool home) {
    if (surplus()) {
      channel().close();
    } else {
      home.release(this);
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
      pool.forget(this);
    }
    ResponseSink user = sink;
    sink = null;
    if (user != null) {
      user.upstreamClosed(failure);
    }
    ctx.fireChannelInactive();
  }
}
