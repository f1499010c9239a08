package dev.fairlead.proxy.route;

/**
 * What routing knows of one request or connection, besides the catalog.
 *
 * <p>Immutable.
 *
 * @param region the region this node is in
 * @param carried whether another region's proxy sent it here; it must not travel again
 * @param preferRegion the region the client asks for; empty for none
 * @param forceInstance the only instance the client accepts; empty for any
 */
public record Facts(String region, boolean carried, String preferRegion, String forceInstance) {
  /** Facts of a request without wishes that arrived from a client. */
  public static Facts arrivedIn(String region) {
    return new Facts(region, false, "", "");
  }
}
