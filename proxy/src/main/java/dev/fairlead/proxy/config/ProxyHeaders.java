package dev.fairlead.proxy.config;

import dev.fairlead.catalog.options.IpAddress;
import dev.fairlead.catalog.options.Networks;
import java.net.InetAddress;
import java.time.Duration;

/**
 * Who sends a header of the PROXY protocol, and must.
 *
 * <p>Immutable.
 *
 * @param from those addresses, and no others
 * @param deadline from the accepted connection to the last byte of the header
 */
public record ProxyHeaders(Networks from, Duration deadline) {
  /** The protocol asks for three seconds at least, which a lost packet may cost. */
  public static final Duration DEADLINE = Duration.ofSeconds(5);

  /** Whether connections from {@code peer} begin with a header. */
  public boolean dueFrom(InetAddress peer) {
    return from.contains(IpAddress.of(peer));
  }
}
