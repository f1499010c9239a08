package dev.fairlead.proxy.connect;

import dev.fairlead.proxy.route.Fault;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http2.DefaultHttp2GoAwayFrame;
import io.netty.handler.codec.http2.DefaultHttp2WindowUpdateFrame;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2GoAwayFrame;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.util.AttributeKey;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What both ends of a backhaul connection agree on.
 *
 * <p>One stream carries one request, or one TCP connection by {@code CONNECT}. Flow control is the
 * back-pressure: a stream that nobody reads holds at most {@value #STREAM_WINDOW_BYTES} bytes in
 * either direction and stalls no other, see {@link StreamWindows}.
 *
 * <p>Headers of our own, trusted because only proxies reach this listener and never forwarded:
 * {@link #HOP} names the node that carries, {@link #SERVICE} the service it found. Everything else
 * an instance shall see was already set where the client arrived.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a channel tells its failures by closing
public final class Backhaul {
  /** The node that carries: its presence forbids another hop. */
  public static final String HOP = "fairlead-hop";

  /** The service the carrying node found. */
  public static final String SERVICE = "fairlead-service";

  /** An instance that asked not to get the request again; one field for each. */
  public static final String AVOID = "fairlead-avoid";

  /** The instance whose answer asks for a replay. */
  public static final String INSTANCE = "fairlead-instance";

  /** The client's address, as on requests. */
  public static final String CLIENT_IP = "fairlead-client-ip";

  /** Client and server of the connection, for instances that want a PROXY header. */
  public static final String PARTIES = "fairlead-parties";

  /** Why a TCP connection was refused: a {@link Fault} code. */
  public static final String ERROR = "fairlead-error";

  /**
   * HTTP/2 has no upgrades (RFC 9113, section 8.6). On a request: the protocols the client asks to
   * switch to; nothing follows the head until they are granted. On a {@code 200}: the one that was
   * granted, then DATA frames are its bytes, both ways.
   */
  static final String UPGRADE = "fairlead-upgrade";

  static final int STREAM_WINDOW_BYTES = 512 * 1024;
  static final int CONNECTION_WINDOW_BYTES = 32 * 1024 * 1024;

  /** What the unread streams of one connection may hold in all. */
  private static final long MAX_HELD_BYTES = 64L * 1024 * 1024;

  private static final int FRAME_BYTES = 64 * 1024;
  private static final int HEADER_LIST_BYTES = 64 * 1024;
  private static final int DEFAULT_WINDOW_BYTES = 65_535;

  /** Streams the other side may have open on one connection; one more is refused. */
  private static final int MAX_STREAMS = 10_000;

  /**
   * Streams that may be reset in {@value #RESETS_SECONDS} s, in either direction, before the
   * connection is closed. Each client that leaves, and each instance that breaks an answer off, is
   * one: the bound is for another proxy that went mad.
   */
  private static final int MAX_RESETS = 10_000;

  private static final int RESETS_SECONDS = 10;

  /** Frames that belong to no stream, and answers to them, within {@value #RESETS_SECONDS} s. */
  private static final int MAX_OTHERS = 1_000;

  /** A connection that opened so many streams over its life is replaced before the ids end. */
  private static final int LAST_STREAM = 1_000_000_000;

  /** How long the side that connects keeps one without streams; the other twice as long. */
  static final long IDLE_NANOS = TimeUnit.MINUTES.toNanos(5);

  /** How long a connection that is being closed waits for the streams it has; then they are cut. */
  private static final int LAST_STREAMS_MILLIS = 60_000;

  private static final AttributeKey<Boolean> LEAVING =
      AttributeKey.valueOf(Backhaul.class, "leaving");

  private Backhaul() {}

  /** What a refused TCP connection fails with. */
  static Throwable refusal(@Nullable CharSequence code) {
    for (Fault fault : Fault.values()) {
      if (code != null && fault.name().contentEquals(code)) {
        return new RefusedException(fault);
      }
    }
    return new IOException("refused without a known code");
  }

  /**
   * Asks the other side to open no more streams on this connection and goes on with those it has,
   * also with those it opened before it heard of it (RFC 9113, section 6.8).
   */
  public static void noMoreStreams(Channel connection) {
    connection.writeAndFlush(
        new DefaultHttp2GoAwayFrame(Http2Error.NO_ERROR).setExtraStreamIds(Integer.MAX_VALUE));
  }

  /** What an event on a stream says of its failure; null if it says nothing. */
  static @Nullable IOException failure(Object event) {
    return switch (event) {
      case Http2ResetFrame reset when reset.errorCode() == Http2Error.REFUSED_STREAM.code() ->
          new NotProcessedException("refused");
      case Http2ResetFrame reset -> new IOException("stream reset, code " + reset.errorCode());
      case Http2GoAwayFrame _ -> new NotProcessedException("the other side goes away");
      default -> null;
    };
  }

  /** Whether the other side asked for {@link #noMoreStreams}. */
  static boolean leaving(Channel connection) {
    return connection.hasAttr(LEAVING);
  }

  /** Whether one more stream may be opened on a connection that works. */
  static boolean takesStreams(Channel connection) {
    Http2Connection.Endpoint<?> own =
        connection.pipeline().get(Http2FrameCodec.class).connection().local();
    return own.canOpenStream() && own.lastStreamCreated() < LAST_STREAM;
  }

  /** Adds the HTTP/2 handlers of the side that accepts. */
  public static void accept(Channel channel, ChannelHandler streams) {
    LinkKeeper keeper = new LinkKeeper(LinkKeeper.Watcher.NONE, () -> {}, 2 * IDLE_NANOS);
    prepare(channel, BackhaulCodec.accepting(), streams, keeper);
  }

  /** Adds the HTTP/2 handlers; {@code streams} opens a channel for each stream. */
  static void prepare(
      Channel channel, BackhaulCodec codec, ChannelHandler streams, LinkKeeper keeper) {
    Http2Settings settings =
        Http2Settings.defaultSettings()
            .initialWindowSize(STREAM_WINDOW_BYTES)
            .maxFrameSize(FRAME_BYTES)
            .maxHeaderListSize(HEADER_LIST_BYTES);
    if (codec.isServer()) {
      settings.maxConcurrentStreams(MAX_STREAMS);
      codec.decoderEnforceMaxRstFramesPerWindow(MAX_RESETS, RESETS_SECONDS);
      codec.encoderEnforceMaxRstFramesPerWindow(MAX_RESETS, RESETS_SECONDS);
    } else {
      settings.pushEnabled(false);
    }
    codec.gracefulShutdownTimeoutMillis(LAST_STREAMS_MILLIS);
    Http2FrameCodec frames = codec.initialSettings(settings).build();
    StreamWindows.install(frames, MAX_HELD_BYTES);
    channel.pipeline().addLast(frames, streams, keeper, new ConnectionEnd());
  }

  /** Widens the connection's window at the start; takes frames that belong to no stream. */
  private static final class ConnectionEnd extends ChannelInboundHandlerAdapter {
    private long since = System.nanoTime();
    private int others;

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
      if (ctx.channel().isActive()) {
        widen(ctx);
      }
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
      widen(ctx);
      ctx.fireChannelActive();
    }

    private static void widen(ChannelHandlerContext ctx) {
      ctx.writeAndFlush(
          new DefaultHttp2WindowUpdateFrame(CONNECTION_WINDOW_BYTES - DEFAULT_WINDOW_BYTES));
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      if (message instanceof Http2GoAwayFrame) {
        ctx.channel().attr(LEAVING).set(true);
        ctx.close(); // once its last stream has ended
      }
      ReferenceCountUtil.release(message);
      if (tooMany(System.nanoTime())) {
        ctx.writeAndFlush(new DefaultHttp2GoAwayFrame(Http2Error.ENHANCE_YOUR_CALM));
        LinkKeeper.cut(ctx.channel());
      }
    }

    private boolean tooMany(long now) {
      if (now - since > TimeUnit.SECONDS.toNanos(RESETS_SECONDS)) {
        since = now;
        others = 0;
      }
      return ++others > MAX_OTHERS;
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      if (Http2CodecUtil.getEmbeddedHttp2Exception(cause) == null) {
        ctx.close();
      } // else the codec closes, and says why: closed here first, it would say that all is well
    }
  }
}
