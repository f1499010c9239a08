package dev.fairlead.proxy.config;

import dev.fairlead.gossip.GossipSettings;
import dev.fairlead.gossip.swim.Address;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A validated {@code fairlead.toml}: one record per section, every default filled in, every path
 * absolute.
 *
 * <p>Immutable.
 *
 * @param node who this node is
 * @param control its control socket
 * @param admin its HTTP API
 * @param cluster who may speak to whom
 * @param gossip membership and replication
 * @param backhaul proxy to proxy
 * @param catalog what is held in memory
 * @param listeners where clients connect
 * @param certificates for {@code https} listeners
 * @param watchdog when to replace the node
 * @param log what is written where
 * @param compat other systems' headers
 * @param source where all of it was read
 */
public record Settings(
    Node node,
    Control control,
    Admin admin,
    Cluster cluster,
    Gossip gossip,
    Backhaul backhaul,
    Catalog catalog,
    List<Listen> listeners,
    List<Certificate> certificates,
    Watchdog watchdog,
    Log log,
    Compat compat,
    SourceFile source) {
  /** Copies the lists. */
  public Settings {
    listeners = List.copyOf(listeners);
    certificates = List.copyOf(certificates);
  }

  /** Settings that were not read from a file. */
  public Settings(
      Node node,
      Control control,
      Admin admin,
      Cluster cluster,
      Gossip gossip,
      Backhaul backhaul,
      Catalog catalog,
      List<Listen> listeners,
      List<Certificate> certificates,
      Watchdog watchdog,
      Log log) {
    this(
        node,
        control,
        admin,
        cluster,
        gossip,
        backhaul,
        catalog,
        listeners,
        certificates,
        watchdog,
        log,
        new Compat(false),
        SourceFile.NONE);
  }

  /**
   * {@code [node]}.
   *
   * @param name unique in the cluster
   * @param region where it runs
   * @param data replica, evidence bundles, control socket; an absolute folder
   * @param maxConnections connections of clients at a time; 0 for as many as there are files for
   */
  public record Node(String name, String region, Path data, int maxConnections) {
    /** As many connections as there are files for. */
    public Node(String name, String region, Path data) {
      this(name, region, data, 0);
    }
  }

  /**
   * {@code [control]}.
   *
   * @param socket absolute path of the Unix socket
   * @param debug whether the {@code debug} commands exist
   */
  public record Control(Path socket, boolean debug) {}

  /**
   * {@code [admin]}.
   *
   * @param bind where it listens
   * @param token bearer token; empty for none
   */
  public record Admin(Bind bind, String token) {
    /** Hides the token. */
    @Override
    public String toString() {
      return "Admin[bind=" + bind + ", token=" + (token.isEmpty() ? "none" : "set") + "]";
    }
  }

  /**
   * {@code [cluster]}.
   *
   * @param name packets and streams of another cluster are dropped
   * @param keyFile keys for datagrams; null for none
   * @param tls mutual TLS for every stream between nodes; null for none
   */
  public record Cluster(String name, @Nullable Path keyFile, GossipSettings.@Nullable Tls tls) {}

  /**
   * {@code [gossip]}.
   *
   * @param bind UDP and TCP
   * @param advertise where others reach it; null for {@code bind}
   * @param join nodes to ask first
   * @param profile how fast the protocol runs
   */
  public record Gossip(
      Bind bind, @Nullable Address advertise, List<Address> join, GossipSettings.Profile profile) {
    /** Copies the list. */
    public Gossip {
      join = List.copyOf(join);
    }
  }

  /**
   * {@code [backhaul]}.
   *
   * @param bind where proxies of other regions connect
   * @param advertise where they reach it; null for {@code bind}
   */
  public record Backhaul(Bind bind, @Nullable Address advertise) {}

  /**
   * {@code [catalog]}.
   *
   * @param maxBytes weight bound of the loaded part
   * @param idle unused services are dropped after this
   * @param loadWait how long a request may wait for its first load
   * @param distances configured round-trip times to regions
   */
  public record Catalog(
      long maxBytes, Duration idle, Duration loadWait, Map<String, Duration> distances) {
    /** Copies the map. */
    public Catalog {
      distances = Map.copyOf(distances);
    }
  }

  /**
   * One {@code [[listen]]}.
   *
   * @param name unique among the listeners
   * @param bind where; one entry per port of a range
   * @param protocol what is spoken there
   * @param handshakeTimeout from accepting a connection to the end of its TLS handshake, or of the
   *     ClientHello where TLS passes through
   * @param clientCa PEM certificates that sign clients; null: clients need no certificate
   * @param redirectHttps port of the {@code https} listener that every request is sent to; 0: none
   * @param limits connections at a time
   * @param proxyProtocol from whom a header comes first; null for nobody
   */
  public record Listen(
      String name,
      Bind bind,
      Protocol protocol,
      Duration handshakeTimeout,
      @Nullable Path clientCa,
      int redirectHttps,
      ConnectionLimits limits,
      @Nullable ProxyHeaders proxyProtocol) {
    /** Whether {@code other} is the same socket with the same protocol, whatever else it says. */
    public boolean sameDoor(Listen other) {
      return name.equals(other.name) && bind.equals(other.bind) && protocol == other.protocol;
    }

    /** This one, with what one that is open can take of {@code next}. */
    public Listen following(Listen next) {
      return new Listen(
          name,
          bind,
          protocol,
          next.handshakeTimeout,
          next.clientCa,
          next.redirectHttps,
          limits,
          proxyProtocol);
    }

    /**
     * Without a client authority, redirect and headers, with the limits of {@link
     * ConnectionLimits#DEFAULT}.
     */
    public Listen(String name, Bind bind, Protocol protocol) {
      this(name, bind, protocol, DEFAULT_HANDSHAKE_TIMEOUT, null, 0);
    }

    /** With the limits of {@link ConnectionLimits#DEFAULT}, and no headers. */
    public Listen(
        String name,
        Bind bind,
        Protocol protocol,
        Duration handshakeTimeout,
        @Nullable Path clientCa,
        int redirectHttps) {
      this(
          name,
          bind,
          protocol,
          handshakeTimeout,
          clientCa,
          redirectHttps,
          ConnectionLimits.DEFAULT,
          null);
    }

    /** The same with another time for handshakes. */
    public Listen within(Duration handshakes) {
      return new Listen(
          name, bind, protocol, handshakes, clientCa, redirectHttps, limits, proxyProtocol);
    }

    /** The same with other limits. */
    public Listen with(ConnectionLimits other) {
      return new Listen(
          name, bind, protocol, handshakeTimeout, clientCa, redirectHttps, other, proxyProtocol);
    }

    /** The same with headers. */
    public Listen with(ProxyHeaders headers) {
      return new Listen(
          name, bind, protocol, handshakeTimeout, clientCa, redirectHttps, limits, headers);
    }
  }

  /** How long a TLS handshake may take, where nothing else is configured. */
  public static final Duration DEFAULT_HANDSHAKE_TIMEOUT = Duration.ofSeconds(10);

  /** What a listener speaks. */
  public enum Protocol {
    /** HTTP/1.1. */
    HTTP,
    /** HTTP/1.1 over TLS. */
    HTTPS,
    /** Any bytes, routed by port. */
    TCP,
    /** TLS passed through, routed by server name. */
    TLS,
    /** Datagrams. */
    UDP
  }

  /**
   * One {@code [[certificate]]}.
   *
   * @param chain PEM chain, leaf first
   * @param key PEM private key, PKCS#8
   * @param clientCa PEM certificates that sign the clients of its names; null: as the listener says
   */
  public record Certificate(Path chain, Path key, @Nullable Path clientCa) {
    /** Without a client authority of its own. */
    public Certificate(Path chain, Path key) {
      this(chain, key, null);
    }
  }

  /**
   * {@code [watchdog]}.
   *
   * @param interval between pings
   * @param deadline silence after which the node is replaced
   * @param spare whether a warm second process is kept
   */
  public record Watchdog(Duration interval, Duration deadline, boolean spare) {}

  /**
   * {@code [log]}.
   *
   * @param level error, warn, info, debug or trace
   * @param json one JSON object a line instead of text
   * @param access file, {@code stdout}, or empty for none
   */
  public record Log(String level, boolean json, String access) {}

  /**
   * {@code [compat]}.
   *
   * @param fly whether headers of Fly.io are understood
   */
  public record Compat(boolean fly) {}

  /**
   * A local address to listen on.
   *
   * @param host literal IP address
   * @param port 0 takes a free one
   */
  public record Bind(String host, int port) {
    /** Whether only this machine can connect. */
    public boolean loopback() {
      return host.startsWith("127.") || host.equals("::1");
    }

    /** {@code ip:port} or {@code [ip6]:port}. */
    @Override
    public String toString() {
      return host.indexOf(':') < 0 ? host + ":" + port : "[" + host + "]:" + port;
    }
  }
}
