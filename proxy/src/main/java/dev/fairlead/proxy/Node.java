package dev.fairlead.proxy;

import dev.fairlead.catalog.Catalog;
import dev.fairlead.catalog.CatalogSettings;
import dev.fairlead.gossip.GossipNode;
import dev.fairlead.gossip.GossipSettings;
import dev.fairlead.gossip.swim.Address;
import dev.fairlead.proxy.config.Settings;
import dev.fairlead.proxy.control.ControlCommands;
import dev.fairlead.proxy.control.DataLock;
import dev.fairlead.proxy.control.Lifecycle;
import dev.fairlead.proxy.control.Lifecycle.Stage;
import dev.fairlead.proxy.control.NodeMetrics;
import dev.fairlead.proxy.control.Readers;
import dev.fairlead.proxy.control.Readiness;
import dev.fairlead.proxy.control.ValueNames;
import dev.fairlead.proxy.control.admin.AdminApi;
import dev.fairlead.proxy.control.admin.AdminServer;
import dev.fairlead.proxy.listen.BoundListener;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One running node: the replica, the catalog over it, the data plane over that, and what operators
 * see of them.
 *
 * <p>Thread-safe.
 */
public final class Node implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Node.class);

  /** In the data folder: what the next start routes from. */
  private static final String IMAGE = "catalog.image";

  private final Lifecycle lifecycle;
  private final Proxy proxy;
  private final AdminServer admin;
  private final Opened opened;
  private final long startNanos = System.nanoTime();

  private Node(Lifecycle lifecycle, Proxy proxy, AdminServer admin, Opened opened) {
    this.lifecycle = lifecycle;
    this.proxy = proxy;
    this.admin = admin;
    this.opened = opened;
  }

  /**
   * Starts everything, in the order data flows; what was opened is closed again when a later part
   * fails, with a message for the operator.
   */
  public static Node start(Settings settings, Lifecycle lifecycle) {
    Opened opened = new Opened();
    try {
      return start(settings, lifecycle, opened);
    } catch (RuntimeException e) {
      opened.close();
      throw e;
    }
  }

  private static Node start(Settings settings, Lifecycle lifecycle, Opened opened) {
    opened.add(DataLock.acquire(settings.node().data(), DataLock.PATIENCE));
    PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    Proxy proxy = opened.add(Proxy.bind(settings, meters));
    GossipNode gossip = opened.add(GossipNode.start(gossip(settings, proxy.backhaulAddress())));
    Catalog catalog =
        opened.add(Catalog.open(catalog(settings), gossip.replica(), gossip.membership()));
    proxy.serve(catalog, gossip.membership());
    opened.add(proxy); // before the catalog it asks; closing it again does nothing

    // Two, so that slow queries of API clients do not keep operators waiting.
    Readers queries = opened.add(new Readers(gossip.replica(), "api"));
    Readers operators = opened.add(new Readers(gossip.replica(), "operator"));
    opened.add(new NodeMetrics(meters, gossip, catalog));
    var side = new ControlCommands.CatalogSide(catalog, operators);
    ControlCommands control =
        ControlCommands.over(settings, lifecycle, gossip, side, new OperatedProxy(proxy));
    AdminServer admin =
        opened.add(
            AdminApi.start(
                settings.admin(),
                control.commands(),
                new AdminApi.Data(gossip.replica(), queries),
                new Readiness(lifecycle, gossip.membership(), settings),
                meters));
    opened.add(control.openSocket());
    lifecycle.advance(Stage.SERVING);
    Node node = new Node(lifecycle, proxy, admin, opened);
    node.announce(settings);
    return node;
  }

  private static GossipSettings gossip(Settings settings, Address backhaul) {
    Settings.Gossip gossip = settings.gossip();
    Address advertised = settings.backhaul().advertise();
    return new GossipSettings(
        settings.node().name(),
        settings.node().region(),
        settings.node().data(),
        settings.cluster().name(),
        settings.cluster().keyFile(),
        settings.cluster().tls(),
        new GossipSettings.Bind(gossip.bind().host(), gossip.bind().port()),
        gossip.advertise(),
        gossip.join(),
        gossip.profile(),
        advertised == null ? backhaul : advertised);
  }

  private static CatalogSettings catalog(Settings settings) {
    Settings.Catalog catalog = settings.catalog();
    return new CatalogSettings(
        settings.node().name(),
        settings.node().region(),
        catalog.maxBytes(),
        catalog.idle(),
        catalog.distances(),
        settings.node().data().resolve(IMAGE));
  }

  private void announce(Settings settings) {
    LOG.info(
        "node {} serves region {}, pid {}, admin {}, listeners: {}",
        settings.node().name(),
        settings.node().region(),
        ProcessHandle.current().pid(),
        ValueNames.of(admin.address()),
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
    return admin.address();
  }

  /** How long it has been running. */
  public Duration uptime() {
    return Duration.ofNanos(System.nanoTime() - startNanos);
  }

  /** Finishes what runs within a limit, says good-bye to the others and closes everything. */
  @Override
  public void close() {
    lifecycle.advance(Stage.DRAINING);
    Drain.finish(proxy);
    lifecycle.advance(Stage.STOPPING);
    opened.close();
  }
}
