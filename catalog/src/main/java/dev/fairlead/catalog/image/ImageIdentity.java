package dev.fairlead.catalog.image;

/**
 * Whose image it is: one is of use only to the node, region and replica file it was made from.
 *
 * <p>Immutable.
 *
 * @param node the node's name
 * @param region its region
 * @param replica the name of its replica file
 */
public record ImageIdentity(String node, String region, String replica) {
  /** What the header holds of it. */
  long fingerprint() {
    return KeyHash.of(node + '\n' + region + '\n' + replica, 0);
  }
}
