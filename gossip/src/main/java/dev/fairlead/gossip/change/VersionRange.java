package dev.fairlead.gossip.change;

/**
 * Consecutive version numbers, both ends included.
 *
 * <p>Immutable.
 *
 * @param first from 1
 * @param last at least {@code first}
 */
public record VersionRange(long first, long last) {
  /** Checks the order. */
  public VersionRange {
    if (first < 1 || last < first) {
      throw new IllegalArgumentException("not a range of versions: " + first + ".." + last);
    }
  }

  /** How many versions it holds. */
  public long size() {
    return last - first + 1;
  }
}
