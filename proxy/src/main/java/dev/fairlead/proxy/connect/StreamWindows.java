package dev.fairlead.proxy.connect;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.DefaultHttp2LocalFlowController;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionAdapter;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2Stream;
import org.jspecify.annotations.Nullable;

/**
 * Flow control of what one backhaul connection receives.
 *
 * <p>Each stream has a window, which grows again as it is read. The connection's grows again as
 * bytes arrive, so streams that nobody reads stall themselves and no others. What they hold in all
 * is bounded instead: beyond that, the stream that was not read for the longest time is reset, and
 * its user sees it broken off.
 *
 * <p>Confined to the connection's event loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a channel tells its failures by closing
final class StreamWindows extends DefaultHttp2LocalFlowController {
  /** What arrived on one stream and was not read yet. */
  private static final class Held {
    private int bytes;
    private long readAt;
  }

  private final Http2FrameCodec codec;
  private final Http2Connection connection;
  private final Http2Connection.PropertyKey key;
  private final long limit;
  private @Nullable ChannelHandlerContext context;
  private long held;
  private long reads;

  private StreamWindows(Http2FrameCodec codec, long limit) {
    super(codec.connection(), DEFAULT_WINDOW_UPDATE_RATIO, true);
    this.codec = codec;
    this.connection = codec.connection();
    this.key = connection.newKey();
    this.limit = limit;
  }

  /**
   * Puts one in place of what {@code codec} has, which carries nothing yet.
   *
   * @param limit bytes that streams may hold in all
   */
  static void install(Http2FrameCodec codec, long limit) {
    StreamWindows windows = new StreamWindows(codec, limit);
    windows.frameWriter(codec.encoder().frameWriter());
    codec.connection().local().flowController(windows);
    codec
        .connection()
        .addListener(
            new Http2ConnectionAdapter() {
              @Override
              public void onStreamClosed(Http2Stream stream) {
                windows.closed(stream);
              }
            });
  }

  @Override
  public void channelHandlerContext(ChannelHandlerContext ctx) {
    context = ctx;
    super.channelHandlerContext(ctx);
  }

  @Override
  public void receiveFlowControlledFrame(
      Http2Stream stream, ByteBuf data, int padding, boolean endOfStream) throws Http2Exception {
    super.receiveFlowControlledFrame(stream, data, padding, endOfStream);
    int bytes = data.readableBytes() + padding;
    if (bytes > 0 && !gone(stream)) {
      Held mine = of(stream);
      if (mine.bytes == 0) {
        mine.readAt = ++reads; // it is up to date
      }
      mine.bytes += bytes;
      held += bytes;
      if (held > limit) {
        endOldest();
      }
    }
  }

  @Override
  public boolean consumeBytes(@Nullable Http2Stream stream, int bytes) throws Http2Exception {
    if (stream != null && bytes > 0 && !gone(stream)) {
      Held mine = of(stream);
      mine.bytes -= bytes;
      mine.readAt = ++reads;
      held -= bytes;
    }
    return super.consumeBytes(stream, bytes);
  }

  private static boolean gone(Http2Stream stream) {
    return stream.state() == Http2Stream.State.CLOSED;
  }

  private Held of(Http2Stream stream) {
    Held known = stream.getProperty(key);
    if (known == null) {
      known = new Held();
      stream.setProperty(key, known);
    }
    return known;
  }

  private void closed(Http2Stream stream) {
    Held known = stream.removeProperty(key);
    if (known != null) {
      held -= known.bytes;
    }
  }

  /** Looks at all streams; each call makes room for a whole window or so, which is seldom. */
  private void endOldest() throws Http2Exception {
    Http2Stream[] oldest = new Http2Stream[1];
    connection.forEachActiveStream(stream -> {
      Held its = stream.getProperty(key);
      boolean counts = its != null && its.bytes > 0 && !stream.isResetSent();
      if (counts && (oldest[0] == null || its.readAt < of(oldest[0]).readAt)) {
        oldest[0] = stream;
      }
      return true;
    });
    ChannelHandlerContext ctx = context;
    if (oldest[0] != null && ctx != null) {
      codec.onError( // as if the peer had sent nonsense: its user hears of it, what it holds is
          // freed
          ctx,
          false,
          Http2Exception.streamError(
              oldest[0].id(), Http2Error.ENHANCE_YOUR_CALM, "too much that nobody reads"));
    }
  }
}
