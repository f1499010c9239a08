package dev.fairlead.proxy.connect;

import dev.fairlead.catalog.ServiceView;
import dev.fairlead.catalog.model.Instance;
import dev.fairlead.catalog.model.ProxyProtocol;
import dev.fairlead.gossip.swim.Member;
import dev.fairlead.proxy.prelude.Parties;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Opens upstream channels for the requests of one client.
 *
 * <p>Connections are shared with other clients, unless the service wants to be told whose they are:
 * then they belong to this one, are used again for its requests only, and end with it. Confined to
 * the client's event loop.
 */
public final class ClientOpener implements Opener {
  private final HttpOpener shared;
  private final Parties client;
  private @Nullable HttpPool own;

  ClientOpener(HttpOpener shared, Parties client) {
    this.shared = shared;
    this.client = client;
  }

  @Override
  public Future<Channel> toInstance(
      EventLoop loop, ServiceView view, Instance instance, boolean fresh) {
    if (view.policy().greeting().proxyProtocol() == ProxyProtocol.OFF) {
      return shared.toInstance(loop, view, instance, fresh);
    }
    HttpPool pool = own;
    if (pool == null) {
      pool = new HttpPool(loop, client);
      own = pool;
    }
    return shared.open(pool, loop, view, instance, fresh);
  }

  @Override
  public Future<Channel> toNode(EventLoop loop, ServiceView view, Member node) {
    return shared.toNode(loop, view, node);
  }

  /** The client is gone, and its own connections with it. */
  public void close() {
    if (own != null) {
      own.close();
    }
  }
}
