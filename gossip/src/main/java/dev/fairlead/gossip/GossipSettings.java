package dev.fairlead.gossip;

import dev.fairlead.gossip.replica.ReplicaSettings;
import dev.fairlead.gossip.swim.Address;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a gossip node is started with.
 *
 * <p>Immutable.
 *
 * @param replica what it replicates, and who it is: its name is unique in the cluster and has at
 *     most 128 bytes
 * @param cluster what it is a member of
 * @param reach where it listens and is reached
 * @param join nodes to ask first
 * @param profile how fast the protocol runs
 * @param sockets used instead of binding those of {@code reach}; null to bind
 */
public record GossipSettings(
    ReplicaSettings replica,
    Cluster cluster,
    Reach reach,
    List<Address> join,
    Profile profile,
    @Nullable Sockets sockets) {
  /** Copies the list. */
  public GossipSettings {
    join = List.copyOf(join);
  }

  /** A node that binds its sockets itself. */
  public GossipSettings(
      ReplicaSettings replica, Cluster cluster, Reach reach, List<Address> join, Profile profile) {
    this(replica, cluster, reach, join, profile, null);
  }

  /** The same with sockets that somebody else bound. */
  public GossipSettings with(Sockets given) {
    return new GossipSettings(replica, cluster, reach, join, profile, given);
  }

  /**
   * Who belongs together and how they know it of each other.
   *
   * @param name packets and streams of another cluster are dropped
   * @param keyFile AES-256-GCM keys for datagrams and, without {@code tls}, streams; null for none
   * @param tls mutual TLS for streams; null for none
   */
  public record Cluster(String name, @Nullable Path keyFile, @Nullable Tls tls) {
    /** One that trusts everybody who knows its name. */
    public Cluster(String name) {
      this(name, null, null);
    }
  }

  /**
   * Where a node is reached.
   *
   * @param bind where to listen, UDP and TCP; port 0 takes a free one
   * @param advertise where others reach it; null for {@code bind}
   * @param backhaul where proxies of other regions reach this node; null if it takes none
   */
  public record Reach(Bind bind, @Nullable Address advertise, @Nullable Address backhaul) {
    /** One that is reached where it listens, and takes no backhaul. */
    public Reach(Bind bind) {
      this(bind, null, null);
    }
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
