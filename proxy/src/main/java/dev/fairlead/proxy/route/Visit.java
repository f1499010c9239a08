package dev.fairlead.proxy.route;

import dev.fairlead.catalog.options.IpAddress;
import dev.fairlead.catalog.options.Redirect;
import org.jspecify.annotations.Nullable;

/**
 * Who comes by a route, and what for.
 *
 * <p>Immutable.
 *
 * @param client the client's address
 * @param asked the HTTP request; null for a connection
 * @param rawPath its path as the client wrote it; empty for a connection
 */
public record Visit(IpAddress client, Redirect.@Nullable Asked asked, String rawPath) {
  /** A connection that is not HTTP. */
  public static Visit connection(IpAddress client) {
    return new Visit(client, null, "");
  }
}
