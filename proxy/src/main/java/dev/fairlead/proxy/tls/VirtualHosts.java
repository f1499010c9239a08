package dev.fairlead.proxy.tls;

import org.jspecify.annotations.Nullable;

/**
 * What an https listener serves at one moment, by server name.
 *
 * <p>Immutable, thread-safe.
 */
public final class VirtualHosts {
  private final ServerNames<VirtualHost> names;

  /** Of all of them, if they are of one mind about clients; null otherwise. */
  private final @Nullable String policy;

  /**
   * Virtual hosts.
   *
   * @param policy of all of them; null if they differ
   */
  VirtualHosts(ServerNames<VirtualHost> names, @Nullable String policy) {
    this.names = names;
    this.policy = policy;
  }

  /** The one of {@code serverName}; the default for unknown names and for none. */
  VirtualHost of(String serverName) {
    return names.find(serverName);
  }

  /** Whether all of them let in whom {@code agreed} lets in. */
  boolean allAgree(String agreed) {
    return agreed.equals(policy);
  }

  /** Whether {@code host} lets in others than {@code agreed} does. */
  boolean differs(String agreed, String host) {
    return !names.find(host).policy().equals(agreed);
  }
}
