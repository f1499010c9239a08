package dev.fairlead.proxy;

import dev.fairlead.proxy.config.Settings;
import dev.fairlead.proxy.control.DataLock;
import dev.fairlead.proxy.control.Lifecycle;
import dev.fairlead.proxy.control.Lifecycle.Stage;
import dev.fairlead.proxy.control.Supervision;
import dev.fairlead.proxy.control.ValueNames;
import dev.fairlead.proxy.listen.BoundListener;
import dev.fairlead.watchdog.ledger.NodePhase;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One node: the data plane, what it routes by, and what operators see of both.
 *
 * <p>Lives in steps, so that one process can take over from another. A node on its own takes them
 * at once ({@link #start}):
 *
 * <pre>
 *   prepare ──► serve ──────► own ──────────► release ──► close
 *   has its     routes,       is the node:    is nobody;
 *   sockets     read only     writes, joins   finishes what runs
 * </pre>
 *
 * <p>Steps are taken by one thread; {@link #quiesce}, {@link #reload} and everything that only asks
 * may be called by any.
 */
public final class Node implements AutoCloseable {
  /**
   * How long a process that handed over lets its connections end by themselves; then they are cut.
   */
  public static final Duration HANDOVER_DRAIN = Duration.ofSeconds(30);

  private static final Logger LOG = LoggerFactory.getLogger(Node.class);

  private final Groundwork ground;
  private final Proxy proxy;
  private final long startNanos = System.nanoTime();
  private @Nullable Following following;

  /** Volatile: set by the thread that takes the steps, read by a reload. */
  private volatile @Nullable Ownership ownership;

  private boolean handedOver;

  private Node(Groundwork ground) {
    this.ground = ground;
    this.proxy = ground.proxy();
  }

  /**
   * Starts everything, in the order data flows; what was opened is closed again when a later part
   * fails, with a message for the operator.
   */
  public static Node start(Settings settings, Lifecycle lifecycle) {
    DataLock lock = DataLock.acquire(settings.node().data(), DataLock.PATIENCE);
    Node node;
    try {
      node = prepare(settings, lifecycle, Supervision.none());
    } catch (RuntimeException e) {
      lock.close();
      throw e;
    }
    try {
      node.own(lock);
      return node;
    } catch (RuntimeException e) {
      node.close();
      throw e;
    }
  }

  /** Takes the sockets of the data plane; accepts nothing yet. */
  public static Node prepare(Settings settings, Lifecycle lifecycle, Supervision supervision) {
    DataLock.createFolder(settings.node().data());
    Groundwork.entered(NodePhase.BIND, settings, supervision);
    PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    Proxy proxy = Proxy.bind(settings, meters, supervision.sockets());
    supervision.books().ifPresent(proxy::book);
    return new Node(new Groundwork(settings, lifecycle, supervision, meters, proxy));
  }

  /**
   * Opens what it would route by and runs its code warm, so that it can accept within milliseconds
   * of being told.
   *
   * @param awaited whether it is told already; then the rest is left out
   */
  public void standBy(BooleanSupplier awaited) {
    Following.open(ground).ifPresent(rehearsed -> warmed(rehearsed, awaited));
    if (awaited.getAsBoolean()) {
      return;
    }
    renew();
    Following routes = following;
    if (routes != null) {
      try {
        WarmUp.run(ground.settings(), routes.members(), awaited);
      } catch (IOException e) {
        LOG.warn("not warm: {}", e.toString());
      }
    }
  }

  private static void warmed(Following rehearsed, BooleanSupplier awaited) {
    try (rehearsed) {
      rehearsed.warm(awaited);
    }
  }

  /** Routes by a newer image from now on. For a process that only stands by. */
  public void renew() {
    Following old = following;
    following = Following.open(ground).orElse(null);
    if (old != null) {
      old.close();
    }
  }

  /**
   * Accepts, and routes by what another process of this node writes; false if it has never written
   * anything, and this one therefore waits until it owns.
   */
  public boolean serve() {
    if (following == null) {
      renew();
    }
    Following routes = following;
    if (routes == null) {
      return false;
    }
    routes.catchUp();
    proxy.serve(routes.catalog(), routes.members());
    ground.supervision().accepting();
    ground.supervision().books().ifPresent(books -> books.locks(routes.catalog().labelledLocks()));
    return true;
  }

  /**
   * Becomes the node: nobody else has the data folder. Accepts from here on, if it did not before.
   */
  public void own() {
    own(DataLock.acquire(ground.settings().node().data(), DataLock.PATIENCE));
  }

  private void own(DataLock lock) {
    Ownership taken = Ownership.take(ground, lock, following);
    ownership = taken;
    announce(taken.adminAddress());
  }

  private void announce(InetSocketAddress admin) {
    Settings settings = ground.settings();
    LOG.info(
        "node {} serves region {}, pid {}, admin {}, listeners: {}",
        settings.node().name(),
        settings.node().region(),
        ProcessHandle.current().pid(),
        ValueNames.of(admin),
        listeners().isEmpty()
            ? "none, so nobody is served"
            : listeners().stream()
                .map(l -> l.name() + " " + l.protocol() + " " + ValueNames.of(l.address()))
                .collect(Collectors.joining(", ")));
  }

  /** Where clients connect. */
  public List<BoundListener> listeners() {
    return proxy.listeners();
  }

  /** Where the HTTP API listens. */
  public InetSocketAddress adminAddress() {
    Ownership mine = ownership;
    if (mine == null) {
      throw new IllegalStateException("only the owner has an API");
    }
    return mine.adminAddress();
  }

  /** How long it has been running. */
  public Duration uptime() {
    return Duration.ofNanos(System.nanoTime() - startNanos);
  }

  /**
   * Lets go of everything the next process of this node needs: sockets, data folder, name.
   * Connections go on.
   */
  public void release() {
    leave();
    handedOver = true;
    proxy.handOver();
    if (ownership != null) {
      ownership.release();
    }
  }

  /** Reads its configuration again, as the command does; nothing before it is the node. */
  public void reload() {
    Ownership mine = ownership;
    if (mine != null) {
      mine.reload();
    }
  }

  /** Stops accepting at once, as far as the event loops still move. */
  public void quiesce() {
    proxy.quiesce();
  }

  /** Finishes what runs within a limit, says good-bye to the others and closes everything. */
  @Override
  public void close() {
    leave();
    if (handedOver) {
      Drain.atLeisure(proxy, HANDOVER_DRAIN, ground.lifecycle().stopped()::isDone);
    } else {
      Drain.finish(proxy);
    }
    ground.lifecycle().advance(Stage.STOPPING);
    if (ownership != null) {
      ownership.closeToOperators();
    }
    proxy.close(); // before the catalog it asks
    if (following != null) {
      following.close();
    }
    if (ownership != null) {
      ownership.close();
    }
  }

  private void leave() {
    ground.lifecycle().advance(Stage.DRAINING);
    ground.supervision().entered(NodePhase.LEAVING);
  }
}
