package dev.fairlead.proxy.config;

/** The keys that say which connections a listener lets in, and whose they are. */
final class AdmissionKeys {
  static final Key<ProxyHeaders> LISTEN_PROXY_PROTOCOL =
      Key.optional(
          "listen",
          "proxy_protocol",
          ProxyHeadersValue.TYPE,
          "off",
          "Connections from these addresses must begin with a PROXY v1 or v2 header, within"
              + " `deadline` (default `5s`), and are their clients' from then on. From others it is"
              + " not read.");
  static final Key<Integer> LISTEN_MAX_CONNECTIONS =
      Key.of(
          "listen",
          "max_connections",
          ValueType.COUNT,
          (long) ConnectionLimits.DEFAULT.connections(),
          "Connections at a time, at each port; one more is reset. `0`: no limit but the node's.");
  static final Key<Integer> LISTEN_MAX_PER_SOURCE =
      Key.of(
          "listen",
          "max_connections_per_source",
          ValueType.COUNT,
          (long) ConnectionLimits.DEFAULT.perSource(),
          "Of those, from one IPv4 address or one IPv6 /64; behind a PROXY header that is the"
              + " client's. `0`: no limit.");

  private AdmissionKeys() {}
}
