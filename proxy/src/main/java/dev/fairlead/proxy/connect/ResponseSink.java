package dev.fairlead.proxy.connect;

import io.netty.handler.codec.http.HttpObject;
import org.jspecify.annotations.Nullable;

/** Takes what an upstream HTTP channel says while it serves one exchange. Called on its loop. */
public interface ResponseSink {
  /** A piece of the response; the receiver releases it. */
  void fromUpstream(HttpObject message);

  /** No more for the moment: time to flush. */
  void upstreamPaused();

  /** The upstream takes more, or does not. */
  void upstreamWritabilityChanged();

  /**
   * The channel is gone before the exchange let go of it.
   *
   * @param cause what went wrong; null if the peer just closed
   */
  void upstreamClosed(@Nullable Throwable cause);
}
