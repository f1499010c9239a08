package dev.fairlead.gossip;

import dev.fairlead.gossip.GossipSettings.Bind;
import dev.fairlead.gossip.GossipSettings.Profile;
import dev.fairlead.gossip.GossipSettings.Tls;
import dev.fairlead.gossip.replica.ReplicaReader;
import dev.fairlead.gossip.replica.ReplicaSettings;
import dev.fairlead.gossip.replica.Statement;
import dev.fairlead.gossip.swim.Address;
import dev.fairlead.gossip.swim.Member;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Real nodes on loopback, each with a replica of its own; closed together. */
final class TestNodes implements AutoCloseable {
  private final Path folder;
  private final List<GossipNode> nodes = new ArrayList<>();
  private Path keyFile;
  private Tls tls;
  private String cluster = "test";
  private Profile profile = Profile.LOCAL;

  TestNodes(Path folder) {
    this.folder = folder;
  }

  TestNodes keyFile(Path file) {
    keyFile = file;
    return this;
  }

  /** From the next node on; a profile for one machine otherwise. */
  TestNodes profile(Profile pace) {
    profile = pace;
    return this;
  }

  TestNodes tls(Tls files) {
    tls = files;
    return this;
  }

  TestNodes cluster(String name) {
    cluster = name;
    return this;
  }

  /** Starts a node that joins the first one. */
  GossipNode start(String name, String region) {
    return start(name, region, nodes.isEmpty() ? List.of() : List.of(nodes.get(0).gossipAddress()));
  }

  GossipNode start(String name, String region, List<Address> join) {
    return start(settings(name, region, join));
  }

  /** Starts a node on sockets somebody else holds. */
  GossipNode start(String name, String region, List<Address> join, HeldSockets sockets) {
    return start(settings(name, region, join).with(sockets.lend()));
  }

  /** Starts a node on these descriptors. */
  GossipNode start(String name, GossipSettings.Sockets sockets) {
    return start(settings(name, "ams", List.of()).with(sockets));
  }

  /** The node started last. */
  GossipNode last() {
    return nodes.getLast();
  }

  private GossipNode start(GossipSettings settings) {
    GossipNode node = GossipNode.start(settings);
    nodes.add(node);
    return node;
  }

  Path data(String name) {
    return folder.resolve(name);
  }

  private GossipSettings settings(String name, String region, List<Address> join) {
    try {
      return new GossipSettings(
          new ReplicaSettings(Files.createDirectories(data(name)), name, region),
          new GossipSettings.Cluster(cluster, keyFile, tls),
          new GossipSettings.Reach(new Bind("127.0.0.1", 0)),
          join,
          profile);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  static void write(GossipNode node, String sql, Object... parameters) throws Exception {
    node.replica().transact(List.of(Statement.of(sql, parameters))).get(30, TimeUnit.SECONDS);
  }

  static List<String> texts(GossipNode node, String sql) {
    try (ReplicaReader reader = node.replica().newReader()) {
      return reader.query(sql, row -> row.text(0));
    }
  }

  static boolean alive(GossipNode node, String name) {
    Member member = node.membership().members().get(name);
    return member != null && member.state() == Member.State.ALIVE;
  }

  static boolean is(GossipNode node, String name, Member.State state) {
    Member member = node.membership().members().get(name);
    return member != null && member.state() == state;
  }

  @Override
  public void close() {
    nodes.forEach(GossipNode::close);
  }
}
