package dev.fairlead.gossip.swim;

import dev.fairlead.gossip.change.SiteId;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Who a node says it is, for one incarnation of it.
 *
 * <p>Immutable.
 *
 * @param name the node's name, unique in the cluster, 1 to {@value #MAX_NAME_BYTES} bytes
 * @param region its region, at most {@value #MAX_NAME_BYTES} bytes
 * @param gossip where its datagrams and streams arrive
 * @param backhaul where proxies of other regions reach it; null if it takes none
 * @param site its replica file, by which {@code show feed} names origins
 */
public record Identity(
    String name, String region, Address gossip, @Nullable Address backhaul, SiteId site) {
  /** Longest name of a node or region, in bytes of UTF-8. */
  public static final int MAX_NAME_BYTES = 128;

  /** Checks the lengths. */
  public Identity {
    checkLength("node name", name);
    checkLength("region", region);
  }

  private static void checkLength(String what, String text) {
    int bytes = text.getBytes(StandardCharsets.UTF_8).length;
    if (bytes == 0 || bytes > MAX_NAME_BYTES) {
      throw new IllegalArgumentException(
          "%s '%s' has %d bytes, not 1 to %d".formatted(what, text, bytes, MAX_NAME_BYTES));
    }
  }
}
