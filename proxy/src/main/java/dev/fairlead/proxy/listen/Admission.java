package dev.fairlead.proxy.listen;

import dev.fairlead.proxy.config.ProxyHeaders;
import dev.fairlead.proxy.config.Settings;
import dev.fairlead.proxy.observe.Refusal;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Which connections a listener lets in: there is a place left on the node, at the listener, and for
 * the source.
 *
 * <p>Who is refused is reset at once, before anything is made for him, and nobody else notices. A
 * proxy that must say for whom it connects has no limit of its own: its clients are counted, once
 * it named them. Thread-safe.
 */
public final class Admission {
  private final String name;
  private final Places node;
  private final Places here;
  private final Sources sources;
  private final @Nullable ProxyHeaders headers;
  private final Refusals refusals;
  // Volatile, both: written by whoever decides that, read for each connection.
  private volatile boolean leaving;
  private volatile boolean overloaded;

  /**
   * At one listener.
   *
   * @param node places shared by all listeners of the node
   */
  public Admission(Settings.Listen listen, Places node, Refusals refusals) {
    this.name = listen.name();
    this.node = node;
    this.here = new Places(listen.limits().connections());
    this.sources = new Sources(listen.limits().perSource());
    this.headers = listen.proxyProtocol();
    this.refusals = refusals;
  }

  /** Lets nobody in any more. */
  public void leave() {
    leaving = true;
  }

  /** Lets nobody in while the node has too much to do. */
  public void overloaded(boolean now) {
    overloaded = now;
  }

  /** Whether connections from {@code peer} begin with a header of the PROXY protocol. */
  boolean expectsHeader(InetAddress peer) {
    return headers != null && headers.dueFrom(peer);
  }

  /** Takes a place for a connection until it closes, or resets it; it has no event loop yet. */
  boolean admit(Channel accepted) {
    InetAddress peer = ((InetSocketAddress) accepted.remoteAddress()).getAddress();
    boolean counted = !expectsHeader(peer);
    Refusal full = take(peer, counted);
    if (full != null) {
      refusals.refused(full, name, peer.getHostAddress(), limit(full));
      accepted.config().setOption(ChannelOption.SO_LINGER, 0);
      accepted.unsafe().closeForcibly();
      return false;
    }
    accepted
        .closeFuture()
        .addListener(_ -> {
          node.free();
          here.free();
          if (counted) {
            sources.free(peer);
          }
        });
    return true;
  }

  private @Nullable Refusal take(InetAddress peer, boolean counted) {
    if (leaving) {
      return Refusal.DRAINING;
    }
    if (overloaded) {
      return Refusal.OVERLOADED;
    }
    if (!node.take()) {
      return Refusal.NODE_FULL;
    }
    if (!here.take()) {
      node.free();
      return Refusal.LISTENER_FULL;
    }
    if (counted && !sources.take(peer)) {
      here.free();
      node.free();
      return Refusal.SOURCE_FULL;
    }
    return null;
  }

  /** Takes a place for the client that a proxy named, until its connection closes. */
  boolean admitClient(Channel connection, InetAddress client) {
    if (!sources.take(client)) {
      refused(Refusal.SOURCE_FULL, client, limit(Refusal.SOURCE_FULL));
      return false;
    }
    connection.closeFuture().addListener(_ -> sources.free(client));
    return true;
  }

  /** Counts a connection that was let in and ended all the same. */
  void refused(Refusal refusal, InetAddress peer, String why) {
    refusals.refused(refusal, name, peer.getHostAddress(), why);
  }

  private String limit(Refusal full) {
    return switch (full) {
      case NODE_FULL -> node.limit() + " on this node, node.max_connections";
      case LISTENER_FULL -> here.limit() + " at this listener, listen.max_connections";
      case SOURCE_FULL -> sources.limit() + " from this source, listen.max_connections_per_source";
      case DRAINING -> "the node drains";
      case OVERLOADED -> "the node is overloaded";
      case HEADER_MALFORMED, HEADER_CUT, HEADER_LATE -> "no limit";
    };
  }
}
