package dev.fairlead.proxy.connect;

import dev.fairlead.catalog.ServiceView;
import dev.fairlead.catalog.model.Instance;
import dev.fairlead.gossip.swim.Member;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;

/**
 * Opens the upstream channel a protocol needs. One implementation per protocol.
 *
 * <p>Both methods are called on {@code loop}, and so complete.
 */
public interface Opener {
  /**
   * A channel to an instance.
   *
   * @param fresh whether a pooled connection will not do
   */
  Future<Channel> toInstance(EventLoop loop, ServiceView view, Instance instance, boolean fresh);

  /** A channel to an instance of another region, through {@code node}. */
  Future<Channel> toNode(EventLoop loop, ServiceView view, Member node);
}
