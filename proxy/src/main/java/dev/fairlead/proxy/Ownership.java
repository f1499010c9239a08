package dev.fairlead.proxy;

import dev.fairlead.catalog.Catalog;
import dev.fairlead.gossip.GossipNode;
import dev.fairlead.gossip.replica.FollowedReplica;
import dev.fairlead.proxy.check.Checks;
import dev.fairlead.proxy.config.Settings;
import dev.fairlead.proxy.control.ControlCommands;
import dev.fairlead.proxy.control.DataLock;
import dev.fairlead.proxy.control.Lifecycle.Stage;
import dev.fairlead.proxy.control.Logging;
import dev.fairlead.proxy.control.NodeMetrics;
import dev.fairlead.proxy.control.Readers;
import dev.fairlead.proxy.control.Readiness;
import dev.fairlead.proxy.control.Reload;
import dev.fairlead.proxy.control.admin.AdminApi;
import dev.fairlead.proxy.control.admin.AdminServer;
import dev.fairlead.proxy.ledger.Bookkeeper;
import dev.fairlead.proxy.listen.Sockets;
import dev.fairlead.watchdog.ledger.NodePhase;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * What only one process of a node has at a time: the replica to write, the membership under the
 * node's name, the catalog over both, and the sockets of operators.
 *
 * <p>Confined to the thread that takes the node's steps; its parts are thread-safe.
 */
final class Ownership implements AutoCloseable {
  private final Groundwork ground;
  private final DataLock lock;
  private final Opened data = new Opened();
  private final Opened duties = new Opened();
  private final Opened operators = new Opened();
  private @Nullable GossipNode gossip;
  private @Nullable Catalog catalog;
  private @Nullable FollowedReplica followed;

  // Volatile, both: set by the thread that takes the steps, read by reloads.
  private volatile @Nullable AdminServer admin;
  private volatile @Nullable Reload reload;

  private Ownership(Groundwork ground, DataLock lock) {
    this.ground = ground;
    this.lock = data.add(lock);
  }

  /**
   * Opens it all in the order data flows, and has the proxy accept as soon as it can route; what
   * was opened is closed again when a later part fails, the lock too.
   *
   * @param following what the proxy routes by already, or could; goes on with what is owned
   */
  static Ownership take(Groundwork ground, DataLock lock, @Nullable Following following) {
    Ownership taken = new Ownership(ground, lock);
    try {
      taken.open(following);
      return taken;
    } catch (RuntimeException e) {
      taken.close();
      throw e;
    }
  }

  private void open(@Nullable Following following) {
    ground.entered(NodePhase.REPLICA);
    GossipNode joined = data.add(GossipNode.start(ground.gossipSettings()));
    gossip = joined;
    ground.entered(NodePhase.CATALOG);
    Catalog routes = following == null ? openCatalog(joined) : following.becomeOwner(joined);
    catalog = routes;
    if (!ground.proxy().serving()) {
      ground.proxy().serve(routes, following == null ? joined.membership() : following.members());
      ground.supervision().accepting();
    }
    admin = operators(joined, routes, duties.add(checks(joined)));
    ground.lifecycle().advance(Stage.SERVING);
    ground.entered(NodePhase.SERVING);
    ground.supervision().books().ifPresent(books -> book(books, joined, routes));
  }

  private Catalog openCatalog(GossipNode joined) {
    return data.add(Catalog.open(ground.catalogSettings(), joined.replica(), joined.membership()));
  }

  private Checks checks(GossipNode joined) {
    return Checks.start(
        joined.replica(),
        ground.settings().node().name(),
        ground.proxy().eventLoops(),
        ground.meters(),
        new SplittableRandom());
  }

  private void book(Bookkeeper books, GossipNode gossip, Catalog catalog) {
    books.record(ground.settings().node().data());
    books.locks(catalog.labelledLocks());
    books.heads(gossip::feedStatus);
    books.machine();
  }

  private AdminServer operators(GossipNode joined, Catalog routes, Checks checks) {
    Settings settings = ground.settings();
    // Two, so that slow queries of API clients do not keep operators waiting.
    Readers queries = operators.add(new Readers(joined.replica(), "api"));
    Readers shown = operators.add(new Readers(joined.replica(), "operator"));
    operators.add(new NodeMetrics(ground.meters(), joined, routes));
    ground.supervision().register(ground.meters());
    OperatedProxy plane = new OperatedProxy(ground.proxy());
    Reload reloads =
        new Reload(settings, List.of(plane::prepare, Logging::prepare, this::prepareToken));
    reload = reloads;
    ControlCommands control =
        ControlCommands.over(
            settings,
            new ControlCommands.Life(ground.lifecycle(), ground.supervision(), reloads),
            joined,
            new ControlCommands.CatalogSide(routes, shown, checks::status),
            plane);
    Sockets sockets = ground.supervision().sockets();
    AdminServer server =
        operators.add(
            AdminApi.start(
                new AdminApi.Door(
                    sockets.tcp(Sockets.ADMIN, settings.admin().bind(), true),
                    settings.admin().token()),
                control.commands(),
                new AdminApi.Data(joined.replica(), queries),
                new Readiness(ground.lifecycle(), joined.membership(), settings),
                ground.meters()));
    operators.add(control.openSocket(sockets));
    return server;
  }

  /** Reads the configuration again; the log tells what came of it. */
  void reload() {
    Reload reloads = reload;
    if (reloads != null) {
      var _ = reloads.run();
    }
  }

  /** Never at an address it was not written for. */
  private Runnable prepareToken(Settings next) {
    AdminServer server = admin;
    boolean same = next.admin().bind().equals(ground.settings().admin().bind());
    return server == null || !same ? () -> {} : () -> server.admit(next.admin().token());
  }

  /** Where the HTTP API listens. */
  InetSocketAddress adminAddress() {
    AdminServer server = admin;
    if (server == null) {
      throw new IllegalStateException("not open yet");
    }
    return server.address();
  }

  /** Ends what operators use, and the checks: nobody needs the proxy, so that it can be closed. */
  void closeToOperators() {
    operators.close();
    duties.close();
  }

  /**
   * Lets go of what the next process of this node needs. The proxy routes on by the catalog, which
   * only reads from now on.
   */
  void release() {
    operators.close();
    duties.close();
    if (gossip != null && catalog != null) {
      FollowedReplica follows = FollowedReplica.open(ground.replicaSettings());
      followed = follows;
      catalog.follow(follows);
      gossip.release();
    }
    lock.close();
  }

  /** Closes everything; the proxy accepts nothing any more, or routes by something else. */
  @Override
  public void close() {
    operators.close();
    duties.close();
    data.close();
    if (followed != null) {
      followed.close(); // after the catalog that reads it
    }
  }
}
