package dev.fairlead.proxy.listen;

import dev.fairlead.catalog.options.IpAddress;
import java.net.InetAddress;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How many connections each source has: an IPv4 address, or the first 64 bits of an IPv6 one,
 * because whoever has one address there has all of them.
 *
 * <p>Bound: as many entries as there are connections. Thread-safe.
 */
final class Sources {
  private final int limit;
  private final ConcurrentHashMap<IpAddress, Integer> taken = new ConcurrentHashMap<>();

  /** That many for each; 0 for no limit. */
  Sources(int limit) {
    this.limit = limit;
  }

  /** Counts one more; false, and not counted, if it has as many as it may. */
  boolean take(InetAddress address) {
    if (limit == 0) {
      return true;
    }
    IpAddress source = IpAddress.of(address).client();
    if (taken.merge(source, 1, Integer::sum) <= limit) {
      return true;
    }
    free(source);
    return false;
  }

  /** Counts one less. */
  void free(InetAddress address) {
    if (limit != 0) {
      free(IpAddress.of(address).client());
    }
  }

  private void free(IpAddress source) {
    taken.computeIfPresent(source, (_, count) -> count == 1 ? null : count - 1);
  }

  /** How many each may have. */
  int limit() {
    return limit;
  }

  /** How many sources have a connection now. */
  int size() {
    return taken.size();
  }
}
