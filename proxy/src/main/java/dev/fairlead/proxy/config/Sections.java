package dev.fairlead.proxy.config;

import static dev.fairlead.proxy.config.Section.Form.MAP;
import static dev.fairlead.proxy.config.Section.Form.ONCE;
import static dev.fairlead.proxy.config.Section.Form.REPEATED;

import java.util.List;

/** Every section of {@code fairlead.toml}. A key that is in none of them is not read. */
final class Sections {
  private Sections() {}

  /** Every section, in the order of the reference. */
  static final List<Section> ALL =
      List.of(
          new Section(
              "node",
              ONCE,
              "Who this node is.",
              List.of(Keys.NODE_NAME, Keys.NODE_REGION, Keys.NODE_DATA, Keys.NODE_MAX_CONNECTIONS)),
          new Section(
              "control",
              ONCE,
              "Its control socket.",
              List.of(Keys.CONTROL_SOCKET, Keys.CONTROL_DEBUG)),
          new Section(
              "admin",
              ONCE,
              "Its HTTP API.",
              List.of(Keys.ADMIN_BIND, Keys.ADMIN_TOKEN, Keys.ADMIN_TOKEN_FILE)),
          new Section(
              "cluster",
              ONCE,
              "Who may speak to whom. All four files are required when `gossip.bind` or"
                  + " `backhaul.bind` is not loopback.",
              List.of(
                  Keys.CLUSTER_NAME,
                  Keys.CLUSTER_KEY_FILE,
                  Keys.CLUSTER_CA,
                  Keys.CLUSTER_CERT,
                  Keys.CLUSTER_KEY)),
          new Section(
              "gossip",
              ONCE,
              "Membership and replication.",
              List.of(
                  Keys.GOSSIP_BIND, Keys.GOSSIP_ADVERTISE, Keys.GOSSIP_JOIN, Keys.GOSSIP_PROFILE)),
          new Section(
              "backhaul",
              ONCE,
              "Proxy to proxy, between regions.",
              List.of(Keys.BACKHAUL_BIND, Keys.BACKHAUL_ADVERTISE)),
          new Section(
              "catalog",
              ONCE,
              "What is held in memory.",
              List.of(
                  Keys.CATALOG_SCOPE,
                  Keys.CATALOG_MAX_BYTES,
                  Keys.CATALOG_IDLE,
                  Keys.CATALOG_LOAD_WAIT)),
          new Section(
              "catalog.distance",
              MAP,
              "How far other regions are.",
              List.of(Keys.CATALOG_DISTANCE)),
          new Section(
              "listen",
              REPEATED,
              "Where clients connect. Without any, the node takes part in the cluster and serves"
                  + " nobody.",
              List.of(
                  Keys.LISTEN_NAME,
                  Keys.LISTEN_BIND,
                  Keys.LISTEN_PROTOCOL,
                  TlsKeys.LISTEN_HANDSHAKE_TIMEOUT,
                  TlsKeys.LISTEN_CLIENT_CA,
                  TlsKeys.LISTEN_REDIRECT_HTTPS,
                  AdmissionKeys.LISTEN_PROXY_PROTOCOL,
                  AdmissionKeys.LISTEN_MAX_CONNECTIONS,
                  AdmissionKeys.LISTEN_MAX_PER_SOURCE)),
          new Section(
              "certificate",
              REPEATED,
              "For `https` listeners, chosen by server name: an exact name before a wildcard, RSA and"
                  + " ECDSA side by side for one name. The first is the default.",
              List.of(
                  TlsKeys.CERTIFICATE_CHAIN,
                  TlsKeys.CERTIFICATE_KEY,
                  TlsKeys.CERTIFICATE_CLIENT_CA)),
          new Section(
              "watchdog",
              ONCE,
              "When `fairlead run` replaces the node.",
              List.of(Keys.WATCHDOG_INTERVAL, Keys.WATCHDOG_DEADLINE, Keys.WATCHDOG_SPARE)),
          new Section(
              "feed",
              ONCE,
              "The change feed of the catalog.",
              List.of(Keys.FEED_SOURCE, Keys.FEED_URL, Keys.FEED_TOKEN)),
          new Section("compat", ONCE, "Other systems' headers.", List.of(Keys.COMPAT_FLY)),
          new Section(
              "log",
              ONCE,
              "What is written where.",
              List.of(Keys.LOG_LEVEL, Keys.LOG_FORMAT, Keys.LOG_ACCESS)));
}
