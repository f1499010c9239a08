package dev.fairlead.catalog.region;

import dev.fairlead.gossip.swim.Members;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What views depend on beside the rows: who is alive, and which region is nearer.
 *
 * <p>Immutable.
 *
 * @param members the membership
 * @param remembered nodes of this region that lived when the image was written: right after a start
 *     the membership has not heard of them yet, and would make their instances ownerless
 * @param nearestFirst the regions whose distance is known, in order
 */
public record Surroundings(Members members, Set<String> remembered, List<String> nearestFirst) {
  /** Copies the collections. */
  public Surroundings {
    remembered = Set.copyOf(remembered);
    nearestFirst = List.copyOf(nearestFirst);
  }

  /** The same with another membership, and perhaps less remembered. */
  public Surroundings with(Members next, Set<String> stillRemembered) {
    return new Surroundings(next, stillRemembered, nearestFirst);
  }

  /** The same with other distances. */
  public Surroundings withNearestFirst(List<String> order) {
    return new Surroundings(members, remembered, order);
  }

  /**
   * Whether rows of this region that {@code node} owns may be routed to: what the membership says,
   * and if it does not know the node, whether it is remembered.
   */
  public boolean routableHere(String node) {
    return members.get(node) == null ? remembered.contains(node) : members.routable(node);
  }

  /** The nodes of {@code region}, this node's own, that count as alive. */
  public Set<String> livingIn(String region) {
    Set<String> living = new HashSet<>(remembered);
    members.byName().values().stream()
        .filter(member -> member.region().equals(region))
        .forEach(member -> living.add(member.name()));
    living.removeIf(name -> !routableHere(name));
    return living;
  }

  /** Orders regions nearest first; those of unknown distance last, by name. */
  public Comparator<String> byDistance() {
    return Comparator.comparingInt(this::place).thenComparing(Comparator.naturalOrder());
  }

  private int place(String region) {
    int place = nearestFirst.indexOf(region);
    return place < 0 ? Integer.MAX_VALUE : place;
  }

  /** The nodes that became routable or ceased to be, compared with {@code before}. */
  public Set<String> flipped(Surroundings before) {
    Set<String> names = new HashSet<>(members.byName().keySet());
    names.addAll(before.members.byName().keySet());
    names.addAll(remembered);
    names.addAll(before.remembered);
    names.removeIf(name ->
        members.routable(name) == before.members.routable(name)
            && routableHere(name) == before.routableHere(name));
    return names;
  }
}
