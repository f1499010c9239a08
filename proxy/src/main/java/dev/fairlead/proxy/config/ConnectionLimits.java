package dev.fairlead.proxy.config;

/**
 * How many connections a listener has at a time.
 *
 * <p>Immutable.
 *
 * @param connections in all; 0 for no limit of its own
 * @param perSource from one IPv4 address, or one /64 of IPv6; 0 for no limit
 */
public record ConnectionLimits(int connections, int perSource) {
  /** Fit for an edge: room for a company behind one address, not for one that takes it all. */
  public static final ConnectionLimits DEFAULT = new ConnectionLimits(50_000, 2_000);
}
