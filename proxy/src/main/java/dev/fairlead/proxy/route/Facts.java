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
 * @param insists whether no other region than {@code preferRegion} may serve it
 * @param avoid instances that asked not to get it again
 */
public record Facts(
    String region,
    boolean carried,
    String preferRegion,
    String forceInstance,
    Set<String> unreachable,
    boolean insists,
    Set<String> avoid) {
  /** Copies the sets, unless they are immutable already. */
  public Facts {
    unreachable = Set.copyOf(unreachable);
    avoid = Set.copyOf(avoid);
  }

  /** Facts before anything was tried. */
  public Facts(String region, boolean carried, String preferRegion, String forceInstance) {
    this(region, carried, preferRegion, forceInstance, Set.of(), false, Set.of());
  }

  /** The same, and {@code other} cannot be reached. */
  public Facts without(String other) {
    Set<String> all = new HashSet<>(unreachable);
    all.add(other);
    return new Facts(region, carried, preferRegion, forceInstance, all, insists, avoid);
  }

  /** The same, and {@code instances} shall not get it. */
  public Facts avoiding(Set<String> instances) {
    return new Facts(region, carried, preferRegion, forceInstance, unreachable, insists, instances);
  }

  /** The same for {@code instance} alone, in {@code home} alone; empty for any. */
  public Facts only(String home, String instance) {
    return new Facts(region, carried, home, instance, unreachable, !home.isEmpty(), avoid);
  }

  /** Facts of a request without wishes that arrived from a client. */
  public static Facts arrivedIn(String region) {
    return new Facts(region, false, "", "");
  }
}
