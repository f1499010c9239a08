package dev.fairlead.gossip.change;

/**
 * One gapless numbering of versions: those that {@code origin} wrote for {@code scope}.
 *
 * <p>Immutable.
 *
 * @param origin the replica that wrote them
 * @param scope who they are for
 */
public record Stream(SiteId origin, Scope scope) implements Comparable<Stream> {
  @Override
  public int compareTo(Stream other) {
    int order = origin.compareTo(other.origin);
    return order != 0 ? order : scope.compareTo(other.scope);
  }
}
