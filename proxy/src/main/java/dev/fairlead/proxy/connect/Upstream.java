package dev.fairlead.proxy.connect;

import dev.fairlead.catalog.ServiceView;
import dev.fairlead.catalog.model.Instance;
import io.netty.channel.Channel;
import org.jspecify.annotations.Nullable;

/**
 * A channel that leads to an instance, or to the proxy of another region that will find one, and
 * the place it holds there.
 *
 * <p>Confined to the event loop of the client's channel.
 */
public final class Upstream {
  private final Channel channel;
  private final ServiceView view;
  private final String region;
  private final String target;
  private final @Nullable Instance instance;
  private boolean released;

  private Upstream(
      Channel channel,
      ServiceView view,
      String region,
      String target,
      @Nullable Instance instance) {
    this.channel = channel;
    this.view = view;
    this.region = region;
    this.target = target;
    this.instance = instance;
  }

  /** To an instance, whose place is taken already. */
  static Upstream local(Channel channel, ServiceView view, String region, Instance instance) {
    return new Upstream(channel, view, region, instance.id(), instance);
  }

  /** To a node of another region. */
  static Upstream remote(Channel channel, ServiceView view, String region, String node) {
    return new Upstream(channel, view, region, node, null);
  }

  /** Where to write. */
  public Channel channel() {
    return channel;
  }

  /** The service as it was when the choice was made. */
  public ServiceView view() {
    return view;
  }

  /** The region that serves. */
  public String region() {
    return region;
  }

  /** The instance's id, or the other region's node. */
  public String target() {
    return target;
  }

  /** Whether another region serves. */
  public boolean remote() {
    return instance == null;
  }

  /** Gives the place at the instance back; the first call counts. */
  public void release() {
    if (!released) {
      released = true;
      if (instance != null) {
        instance.load().release();
      }
    }
  }
}
