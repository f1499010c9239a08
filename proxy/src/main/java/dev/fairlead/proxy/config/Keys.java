package dev.fairlead.proxy.config;

import dev.fairlead.gossip.GossipSettings.Profile;
import dev.fairlead.gossip.swim.Address;
import dev.fairlead.proxy.config.Settings.Bind;
import dev.fairlead.proxy.config.Settings.Protocol;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Every key of {@code fairlead.toml}. A key that is not here does not exist; each is of one of the
 * {@link Sections}.
 */
final class Keys {
  private Keys() {}

  /** Values of {@code catalog.scope}. */
  enum CatalogScope {
    /** Instances of this node's region. */
    REGION,
    /** Instances of every region. */
    WORLD
  }

  /** Values of {@code feed.source}. */
  enum FeedSource {
    /** The replica in this process. */
    EMBEDDED,
    /** A Corrosion agent. */
    CORROSION
  }

  /** Values of {@code log.level}. */
  enum LogLevel {
    ERROR,
    WARN,
    INFO,
    DEBUG,
    TRACE
  }

  /** Values of {@code log.format}. */
  enum LogFormat {
    TEXT,
    JSON
  }

  static final Key<String> NODE_NAME =
      Key.optional("node", "name", ValueType.NAME, "the host name", "Unique in the cluster.");
  static final Key<String> NODE_REGION =
      Key.required(
          "node", "region", ValueType.NAME, "Where this node runs; regional rows stay in it.");
  static final Key<Path> NODE_DATA =
      Key.of(
          "node",
          "data",
          ValueType.PATH,
          "/var/lib/fairlead",
          "Folder of the replica, evidence bundles and control socket; created if missing, used"
              + " by one node at a time.");

  static final Key<Integer> NODE_MAX_CONNECTIONS =
      Key.optional(
          "node",
          "max_connections",
          ValueType.COUNT,
          "half of the files the process may open, less 500; at most 100000",
          "Connections of clients at a time, at all listeners; one more is reset.");

  static final Key<Path> CONTROL_SOCKET =
      Key.of(
          "control",
          "socket",
          ValueType.SOCKET,
          "control.sock",
          "Unix socket of the control commands, mode 0600.");
  static final Key<Boolean> CONTROL_DEBUG =
      Key.of(
          "control",
          "debug",
          ValueType.FLAG,
          false,
          "Allows the `debug` commands, which break this node on purpose.");

  static final Key<Bind> ADMIN_BIND =
      Key.of("admin", "bind", ValueType.BIND, "127.0.0.1:7400", "HTTP API and metrics.");
  static final Key<String> ADMIN_TOKEN =
      Key.optional(
              "admin",
              "token",
              ValueType.TEXT,
              "none",
              "Bearer token of the HTTP API; required when `admin.bind` is not loopback.")
          .live(ADMIN_BIND);
  static final Key<Path> ADMIN_TOKEN_FILE =
      Key.optional(
              "admin", "token_file", ValueType.PATH, "none", "File that holds the token instead.")
          .live(ADMIN_BIND);

  static final Key<String> CLUSTER_NAME =
      Key.of(
          "cluster",
          "name",
          ValueType.NAME,
          "default",
          "Packets and streams of another cluster are dropped.");
  static final Key<Path> CLUSTER_KEY_FILE =
      Key.optional(
          "cluster",
          "key_file",
          ValueType.PATH,
          "none",
          "AES-256-GCM keyring for datagrams, made by `fairlead keygen`.");
  static final Key<Path> CLUSTER_CA =
      Key.optional(
          "cluster",
          "ca",
          ValueType.PATH,
          "none",
          "PEM certificates that sign nodes; with `cert` and `key` it turns on mutual TLS 1.3 for"
              + " every stream between nodes.");
  static final Key<Path> CLUSTER_CERT =
      Key.optional(
          "cluster", "cert", ValueType.PATH, "none", "PEM certificate chain of this node.");
  static final Key<Path> CLUSTER_KEY =
      Key.optional("cluster", "key", ValueType.PATH, "none", "Its PEM private key, PKCS#8.");

  static final Key<Bind> GOSSIP_BIND =
      Key.of("gossip", "bind", ValueType.BIND, "127.0.0.1:7401", "UDP and TCP between nodes.");
  static final Key<Address> GOSSIP_ADVERTISE =
      Key.optional(
          "gossip",
          "advertise",
          ValueType.ADDRESS,
          "`gossip.bind`",
          "Where other nodes reach it; required when `gossip.bind` is `0.0.0.0` or `[::]`.");
  static final Key<List<Address>> GOSSIP_JOIN =
      Key.of(
          "gossip",
          "join",
          ValueType.ADDRESSES,
          List.of(),
          "Nodes to ask first; empty starts a cluster.");
  static final Key<Profile> GOSSIP_PROFILE =
      Key.of(
          "gossip",
          "profile",
          ValueType.choice(Profile.class),
          "lan",
          "How fast the protocol runs: one continent, the world, or one machine.");

  static final Key<Bind> BACKHAUL_BIND =
      Key.of(
          "backhaul",
          "bind",
          ValueType.BIND,
          "127.0.0.1:7402",
          "Proxies of other regions connect here.");
  static final Key<Address> BACKHAUL_ADVERTISE =
      Key.optional(
          "backhaul",
          "advertise",
          ValueType.ADDRESS,
          "`backhaul.bind`",
          "Where they reach it; required when `backhaul.bind` is `0.0.0.0` or `[::]`.");

  static final Key<CatalogScope> CATALOG_SCOPE =
      Key.of(
              "catalog",
              "scope",
              ValueType.choice(CatalogScope.class),
              "region",
              "Whose instances are held in detail.")
          .refusing(
              CatalogScope.WORLD::equals, "instances of other regions are not held in detail");
  static final Key<Long> CATALOG_MAX_BYTES =
      Key.of(
          "catalog",
          "max_bytes",
          ValueType.SIZE,
          "256MiB",
          "Weight bound of the loaded part; beyond it the least used is dropped and loaded again"
              + " when asked for.");
  static final Key<Duration> CATALOG_IDLE =
      Key.of(
          "catalog", "idle", ValueType.DURATION, "1h", "Unused services are dropped after this.");
  static final Key<Duration> CATALOG_LOAD_WAIT =
      Key.of(
          "catalog",
          "load_wait",
          ValueType.DURATION,
          "2s",
          "How long a request may wait for its first load; then it is answered FR04.");
  static final Key<Duration> CATALOG_DISTANCE =
      Key.optional(
          "catalog.distance",
          "REGION",
          ValueType.DURATION,
          "measured",
          "Round-trip time to that region, instead of the measured one.");

  static final Key<String> LISTEN_NAME =
      Key.optional(
          "listen",
          "name",
          ValueType.NAME,
          "`listen.bind`",
          "Unique; names the listener in logs and metrics. A range appends the port.");
  static final Key<List<Bind>> LISTEN_BIND =
      Key.required("listen", "bind", ValueType.BINDS, "Where clients connect.");
  static final Key<Protocol> LISTEN_PROTOCOL =
      Key.of(
              "listen",
              "protocol",
              ValueType.choice(Protocol.class),
              "http",
              "What clients speak: `https` ends TLS here, `tls` passes it through and routes by"
                  + " server name.")
          .refusing(Protocol.UDP::equals, "datagrams are not routed");
  static final Key<Duration> WATCHDOG_INTERVAL =
      Key.of("watchdog", "interval", ValueType.DURATION, "100ms", "Time between pings.");
  static final Key<Duration> WATCHDOG_DEADLINE =
      Key.of(
          "watchdog",
          "deadline",
          ValueType.DURATION,
          "500ms",
          "No good answer for this long: the node is replaced.");
  static final Key<Boolean> WATCHDOG_SPARE =
      Key.of(
          "watchdog",
          "spare",
          ValueType.FLAG,
          true,
          "Keeps a warm second process ready, which takes over within milliseconds. It costs the"
              + " memory of an idle node.");

  static final Key<FeedSource> FEED_SOURCE =
      Key.of(
              "feed",
              "source",
              ValueType.choice(FeedSource.class),
              "embedded",
              "Where changes come from: the replica of this node, or a Corrosion agent.")
          .refusing(FeedSource.CORROSION::equals, "a Corrosion agent cannot be the change feed");
  static final Key<String> FEED_URL =
      Key.optional("feed", "url", ValueType.TEXT, "none", "Address of the Corrosion agent.")
          .refusing(url -> true, "a Corrosion agent cannot be the change feed");
  static final Key<String> FEED_TOKEN =
      Key.optional("feed", "token", ValueType.TEXT, "none", "Bearer token of the agent.")
          .refusing(token -> true, "a Corrosion agent cannot be the change feed");

  static final Key<Boolean> COMPAT_FLY =
      Key.of(
          "compat",
          "fly",
          ValueType.FLAG,
          false,
          "Also understands `fly-replay`, `fly-prefer-region` and `fly-force-instance-id`.");

  static final Key<LogLevel> LOG_LEVEL =
      Key.of("log", "level", ValueType.choice(LogLevel.class), "info", "What is logged.").live();
  static final Key<LogFormat> LOG_FORMAT =
      Key.of(
          "log",
          "format",
          ValueType.choice(LogFormat.class),
          "text",
          "Lines for people, or one JSON object a line.");
  static final Key<String> LOG_ACCESS =
      Key.optional(
          "log",
          "access",
          ValueType.TEXT,
          "no access log",
          "Access log: a file, relative to `node.data`, or `stdout`.");
}
