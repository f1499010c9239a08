package dev.fairlead.proxy.route;

import java.util.HashSet;
import java.util.Set;

/**
 * What routing knows of one request or connection, besides the catalog.
 *
 * <p>Immutable.
 *
 * @param region the region this node is in
 * @param carried whether another region's proxy sent it here; it must not travel again
 * @param preferRegion the region the client asks for; empty for none
 * @param forceInstance the only instance the client accepts; empty for any
 * @param unreachable regions none of whose proxies could be reached for it
 */
public record Facts(
    String region,
    boolean carried,
    String preferRegion,
    String forceInstance,
    Set<String> unreachable) {
  /** Copies the set, unless it is immutable already. */
  public Facts {
    unreachable = Set.copyOf(unreachable);
  }

  /** Facts before anything was tried. */
  public Facts(String region, boolean carried, String preferRegion, String forceInstance) {
    this(region, carried, preferRegion, forceInstance, Set.of());
  }

  /** The same, and {@code other} cannot be reached. */
  public Facts without(String other) {
    Set<String> all = new HashSet<>(unreachable);
    all.add(other);
    return new Facts(region, carried, preferRegion, forceInstance, all);
  }

  /** Facts of a request without wishes that arrived from a client. */
  public static Facts arrivedIn(String region) {
    return new Facts(region, false, "", "");
  }
}
