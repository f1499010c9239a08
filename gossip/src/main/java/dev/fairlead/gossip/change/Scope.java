package dev.fairlead.gossip.change;

/**
 * How far the rows of a table travel: to every node, or to the nodes of one region.
 *
 * <p>Comes from the {@code -- scope:} comment of the table and the region of the node that wrote
 * the row. Immutable.
 *
 * @param region the region the rows stay in; empty for the whole world
 */
public record Scope(String region) implements Comparable<Scope> {
  /** Rows that every node holds. */
  public static final Scope WORLD = new Scope("");

  /** Rows that only nodes of {@code region} hold. */
  public static Scope of(String region) {
    if (region.isEmpty()) {
      throw new IllegalArgumentException("a region has a name");
    }
    return new Scope(region);
  }

  /** Whether a node of {@code region} holds rows of this scope. */
  public boolean reaches(String region) {
    return this.region.isEmpty() || this.region.equals(region);
  }

  @Override
  public int compareTo(Scope other) {
    return region.compareTo(other.region);
  }

  /** {@code world} or {@code region:NAME}. */
  @Override
  public String toString() {
    return region.isEmpty() ? "world" : "region:" + region;
  }
}
