package dev.fairlead.stress.bench.load;

import java.net.InetSocketAddress;

/**
 * What is asked for.
 *
 * <p>Immutable.
 *
 * @param address where to connect
 * @param tls whether over TLS
 * @param host the Host header
 * @param path the path
 */
public record Target(InetSocketAddress address, boolean tls, String host, String path) {
  /** The URL of the address. */
  String url() {
    return (tls ? "https://" : "http://") + endpoint() + path;
  }

  /** The URL of the host, which leads nowhere by itself. */
  String hostUrl() {
    return (tls ? "https://" : "http://") + host + path;
  }

  /** {@code ip:port}. */
  String endpoint() {
    return address.getAddress().getHostAddress() + ":" + address.getPort();
  }
}
