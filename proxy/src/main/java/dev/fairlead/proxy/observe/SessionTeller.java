package dev.fairlead.proxy.observe;

import io.netty.channel.ChannelHandler;

/**
 * A handler that knows what its client's connection does.
 *
 * <p>Asked on the connection's event loop, and only when somebody wants to see it.
 */
public interface SessionTeller extends ChannelHandler {
  /** What it does at {@code nowNanos}, as {@link System#nanoTime} counts. */
  SessionStatus.Doing doing(long nowNanos);
}
