package dev.fairlead.proxy.listen;

import dev.fairlead.gossip.GossipSettings;
import dev.fairlead.proxy.config.Settings.Bind;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Where the sockets of a node come from: it binds them itself, or a watchdog holds them, so that
 * nobody is refused while one node replaces another.
 *
 * <p>Thread-safe. May block while a watchdog is asked.
 */
public interface Sockets {
  /** The name of the listener for proxies of other regions. */
  String BACKHAUL = "backhaul";

  /** The name of the HTTP API. */
  String ADMIN = "admin";

  /** The name of the control socket. */
  String CONTROL = "control";

  /** The name of the listening socket of gossip's streams. */
  String GOSSIP_TCP = "gossip.tcp";

  /** The name of the socket of gossip's datagrams. */
  String GOSSIP_UDP = "gossip.udp";

  /** The name of a configured listener. */
  static String listener(String name) {
    return "listen." + name;
  }

  /**
   * The place of a TCP socket.
   *
   * @param name one of the names here
   * @param http whether what comes there is plain HTTP, so that somebody else may answer it with an
   *     error while no node can
   * @throws java.io.UncheckedIOException if it cannot be had, with a text for the operator
   */
  Place tcp(String name, Bind bind, boolean http);

  /** The descriptors of gossip's two sockets, on one port; empty if the caller is to bind them. */
  Optional<GossipSettings.Sockets> gossip(Bind bind);

  /** The descriptor of a listening Unix socket; empty if the caller is to bind it. */
  OptionalInt unix(String name, Path path);

  /** Binds everything here: a node without a watchdog. */
  static Sockets own() {
    return new Sockets() {
      @Override
      public Place tcp(String name, Bind bind, boolean http) {
        return new Place.ToBind(new InetSocketAddress(bind.host(), bind.port()));
      }

      @Override
      public Optional<GossipSettings.Sockets> gossip(Bind bind) {
        return Optional.empty();
      }

      @Override
      public OptionalInt unix(String name, Path path) {
        return OptionalInt.empty();
      }
    };
  }
}
