package dev.fairlead.gossip;

import dev.fairlead.gossip.replica.Precautions;
import dev.fairlead.gossip.swim.Address;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a gossip node is started with.
 *
 * <p>Immutable.
 *
 * @param node this node's name, unique in the cluster, at most 128 bytes
 * @param region this node's region
 * @param data the folder of the replica; exists
 * @param cluster packets and streams of another cluster are dropped
 * @param keyFile AES-256-GCM keys for datagrams and, without {@code tls}, streams; null for none
 * @param tls mutual TLS for streams; null for none
 * @param bind where to listen, UDP and TCP; port 0 takes a free one
 * @param advertise where others reach it; null for {@code bind}
 * @param join nodes to ask first
 * @param profile how fast the protocol runs
 * @param backhaul where proxies of other regions reach this node; null if it takes none
 * @param sockets used instead of binding {@code bind}; null to bind
 * @param precautions against poisoned changes
 */
public record GossipSettings(
    String node,
    String region,
    Path data,
    String cluster,
    @Nullable Path keyFile,
    @Nullable Tls tls,
    Bind bind,
    @Nullable Address advertise,
    List<Address> join,
    Profile profile,
    @Nullable Address backhaul,
    @Nullable Sockets sockets,
    Precautions precautions) {
  /** Copies the list. */
  public GossipSettings {
    join = List.copyOf(join);
  }

  /** A node that binds its sockets itself and suspects nothing. */
  public GossipSettings(
      String node,
      String region,
      Path data,
      String cluster,
      @Nullable Path keyFile,
      @Nullable Tls tls,
      Bind bind,
      @Nullable Address advertise,
      List<Address> join,
      Profile profile,
      @Nullable Address backhaul) {
    this(
        node,
        region,
        data,
        cluster,
        keyFile,
        tls,
        bind,
        advertise,
        join,
        profile,
        backhaul,
        null,
        Precautions.NONE);
  }

  /** The same with sockets that somebody else bound. */
  public GossipSettings with(Sockets given) {
    return new GossipSettings(
        node,
        region,
        data,
        cluster,
        keyFile,
        tls,
        bind,
        advertise,
        join,
        profile,
        backhaul,
        given,
        precautions);
  }

  /** The same with precautions. */
  public GossipSettings with(Precautions taken) {
    return new GossipSettings(
        node, region, data, cluster, keyFile, tls, bind, advertise, join, profile, backhaul,
        sockets, taken);
  }

  /**
   * Descriptors of open sockets that do not block, bound by whoever keeps them open beyond the life
   * of this process. The node owns them from its start on, also if that fails.
   *
   * @param udp bound
   * @param tcp bound to the same address and port, and listening
   */
  public record Sockets(int udp, int tcp) {}

  /**
   * PEM files of mutual TLS between nodes.
   *
   * @param ca who signs nodes
   * @param cert this node's certificate chain
   * @param key its private key, PKCS#8
   */
  public record Tls(Path ca, Path cert, Path key) {}

  /**
   * A local address to listen on.
   *
   * @param host literal IP address
   * @param port 0 takes a free one
   */
  public record Bind(String host, int port) {}

  /** How fast the protocol runs: probe and gossip periods, suspicion times. */
  public enum Profile {
    /** One data centre or a few near ones. */
    LAN,
    /** Continents. */
    WAN,
    /** One machine: tests and demonstrations. */
    LOCAL
  }
}
