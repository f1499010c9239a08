package dev.fairlead.proxy;

import dev.fairlead.catalog.CatalogSettings;
import dev.fairlead.gossip.GossipSettings;
import dev.fairlead.gossip.replica.ReplicaSettings;
import dev.fairlead.gossip.swim.Address;
import dev.fairlead.proxy.config.Settings;
import dev.fairlead.proxy.control.CrashAtStart;
import dev.fairlead.proxy.control.Lifecycle;
import dev.fairlead.proxy.control.Supervision;
import dev.fairlead.watchdog.ledger.NodePhase;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.Locale;

/**
 * What a node has before it reads or owns any data.
 *
 * <p>Immutable; its parts are thread-safe.
 *
 * @param settings its configuration
 * @param lifecycle where it is in its life
 * @param supervision who started it
 * @param meters what {@code /metrics} shows
 * @param proxy its sockets and event loops
 */
record Groundwork(
    Settings settings,
    Lifecycle lifecycle,
    Supervision supervision,
    PrometheusMeterRegistry meters,
    Proxy proxy) {
  /** In the data folder: what the next start routes from. */
  private static final String IMAGE = "catalog.image";

  /** The start got so far. */
  void entered(NodePhase phase) {
    entered(phase, settings, supervision);
  }

  /** The start got so far; and no further, if it was told to crash here. */
  static void entered(NodePhase phase, Settings settings, Supervision supervision) {
    supervision.entered(phase);
    if (settings.control().debug()) {
      CrashAtStart.passing(settings.node().data(), phase.name().toLowerCase(Locale.ROOT));
    }
  }

  /** May ask a watchdog for sockets, which belong to whoever starts gossip with the answer. */
  GossipSettings gossipSettings() {
    Settings.Gossip gossip = settings.gossip();
    Settings.Cluster cluster = settings.cluster();
    GossipSettings binding =
        new GossipSettings(
            replicaSettings().with(supervision.precautions()),
            new GossipSettings.Cluster(cluster.name(), cluster.keyFile(), cluster.tls()),
            reach(),
            gossip.join(),
            gossip.profile());
    return supervision.sockets().gossip(gossip.bind()).map(binding::with).orElse(binding);
  }

  private GossipSettings.Reach reach() {
    Settings.Bind bind = settings.gossip().bind();
    Address advertised = settings.backhaul().advertise();
    return new GossipSettings.Reach(
        new GossipSettings.Bind(bind.host(), bind.port()),
        settings.gossip().advertise(),
        advertised == null ? proxy.backhaulAddress() : advertised);
  }

  ReplicaSettings replicaSettings() {
    Settings.Node node = settings.node();
    return new ReplicaSettings(node.data(), node.name(), node.region());
  }

  CatalogSettings catalogSettings() {
    Settings.Catalog catalog = settings.catalog();
    CatalogSettings made =
        new CatalogSettings(
                settings.node().name(),
                settings.node().region(),
                catalog.maxBytes(),
                catalog.idle(),
                catalog.distances(),
                settings.node().data().resolve(IMAGE))
            .with(supervision.precautions().journal());
    return settings.control().debug() ? made.debugging() : made;
  }
}
