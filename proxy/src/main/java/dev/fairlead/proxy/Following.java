package dev.fairlead.proxy;

import dev.fairlead.catalog.Catalog;
import dev.fairlead.catalog.Lookup;
import dev.fairlead.gossip.GossipNode;
import dev.fairlead.gossip.RosterMembership;
import dev.fairlead.gossip.replica.FollowedReplica;
import dev.fairlead.gossip.replica.ReplicaException;
import dev.fairlead.gossip.replica.ReplicaReader;
import dev.fairlead.gossip.swim.Membership;
import dev.fairlead.proxy.config.Settings;
import dev.fairlead.watchdog.ledger.NodePhase;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a process routes by while another one of the same node writes: the replica read-only, the
 * members as they were last written down, and a catalog over both, which goes on as the owner's.
 *
 * <p>Confined to the thread that takes the node's steps; its parts are thread-safe.
 */
final class Following implements AutoCloseable {
  /** How long a process that is to accept waits for the last commits; then it accepts. */
  private static final Duration CATCH_UP = Duration.ofMillis(50);

  private static final String SOME_HOSTS = "SELECT DISTINCT host FROM route LIMIT 256";

  private static final Logger LOG = LoggerFactory.getLogger(Following.class);

  private final Opened opened = new Opened();
  private final FollowedReplica replica;
  private final RosterMembership members;
  private final Catalog catalog;

  private Following(Groundwork ground) {
    Settings.Node node = ground.settings().node();
    ground.entered(NodePhase.REPLICA);
    replica = opened.add(FollowedReplica.open(ground.replicaSettings()));
    try {
      members = opened.add(RosterMembership.open(node.data(), node.name()));
      ground.entered(NodePhase.CATALOG);
      catalog = opened.add(Catalog.openReadOnly(ground.catalogSettings(), replica, members));
    } catch (RuntimeException e) {
      opened.close();
      throw e;
    }
  }

  /**
   * Opens it; empty if there is nothing to follow yet, as before the node's very first start, or if
   * what is there must not be read as it is.
   */
  static Optional<Following> open(Groundwork ground) {
    if (!ground.supervision().precautions().quarantine().isEmpty()) {
      LOG.info("does not route before it owns: only the owner can write a quarantine down");
      return Optional.empty();
    }
    try {
      return Optional.of(new Following(ground));
    } catch (ReplicaException e) {
      LOG.info("no replica to follow: {}", e.getMessage());
      return Optional.empty();
    }
  }

  Catalog catalog() {
    return catalog;
  }

  Membership members() {
    return members;
  }

  /** Waits, bounded, until what was committed before is routed by. */
  void catchUp() {
    var _ =
        replica
            .ping()
            .thenCompose(_ -> catalog.ping())
            .exceptionally(_ -> null) // then by what is known
            .completeOnTimeout(null, CATCH_UP.toMillis(), TimeUnit.MILLISECONDS)
            .join();
  }

  /**
   * Looks up what the replica has routes for, as requests would. Counted: do not serve from it.
   *
   * @param awaited ends it early
   */
  void warm(BooleanSupplier awaited) {
    List<String> hosts;
    try (ReplicaReader reader = replica.newReader()) {
      hosts = reader.query(SOME_HOSTS, row -> row.text(0));
    }
    for (String host : hosts) {
      if (awaited.getAsBoolean()) {
        return;
      }
      if (catalog.lookup(host, "/", 0) instanceof Lookup.Loading loading) {
        var _ =
            loading
                .done()
                .exceptionally(_ -> null) // cold, then
                .completeOnTimeout(null, CATCH_UP.toMillis(), TimeUnit.MILLISECONDS)
                .join();
      }
      var _ = catalog.lookup(host, "/", 0);
    }
  }

  /** Goes on with what the owner has; the followed replica is closed, the catalog is the same. */
  Catalog becomeOwner(GossipNode gossip) {
    members.follow(gossip.membership());
    catalog.own(gossip.replica());
    replica.close();
    return catalog;
  }

  @Override
  public void close() {
    opened.close();
  }
}
