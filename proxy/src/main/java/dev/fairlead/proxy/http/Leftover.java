package dev.fairlead.proxy.http;

import dev.fairlead.proxy.connect.HttpLink;
import dev.fairlead.proxy.connect.ResponseSink;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Takes the rest of an answer nobody wants, so that its connection can serve another request.
 *
 * <p>Bounds: {@value #MAX_BYTES} bytes, {@value #MAX_MILLIS} ms; beyond them the connection is
 * closed. Confined to its event loop.
 */
final class Leftover implements ResponseSink {
  /** What is read and forgotten at most. */
  static final int MAX_BYTES = 16 * 1024;

  /** How long it may take. */
  static final int MAX_MILLIS = 1_000;

  private final Channel channel;
  private final Future<?> timer;
  private int bytes;
  private boolean over;

  private Leftover(Channel channel) {
    this.channel = channel;
    this.timer = channel.eventLoop().schedule(() -> end(false), MAX_MILLIS, TimeUnit.MILLISECONDS);
  }

  /**
   * Takes what follows {@code head} on {@code channel}, or closes it.
   *
   * @param reusable whether the channel could serve another request after this
   */
  static void of(Channel channel, HttpResponse head, boolean reusable) {
    boolean ends = HttpUtil.isContentLengthSet(head) || HttpUtil.isTransferEncodingChunked(head);
    if (reusable && ends && HttpUtil.isKeepAlive(head)) {
      HttpLink.of(channel).attach(new Leftover(channel));
      channel.config().setAutoRead(true);
    } else {
      HttpLink.of(channel).detach(channel, false);
    }
  }

  @Override
  public void fromUpstream(HttpObject message) {
    if (message instanceof HttpContent content) {
      bytes += content.content().readableBytes();
    }
    boolean failed = message.decoderResult().isFailure();
    boolean last = message instanceof LastHttpContent;
    ReferenceCountUtil.release(message);
    if (failed || bytes > MAX_BYTES) {
      end(false);
    } else if (last) {
      end(true);
    }
  }

  private void end(boolean clean) {
    if (!over) {
      over = true;
      timer.cancel(false);
      HttpLink.of(channel).detach(channel, clean);
    }
  }

  @Override
  public void upstreamPaused() {}

  @Override
  public void upstreamWritabilityChanged() {}

  @Override
  public void upstreamClosed(@Nullable Throwable cause) {
    over = true;
    timer.cancel(false);
  }
}
