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
 * @param nearestFirst the regions whose distance is known, in order
 */
public record Surroundings(Members members, List<String> nearestFirst) {
  /** Copies the list. */
  public Surroundings {
    nearestFirst = List.copyOf(nearestFirst);
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
    names.removeIf(name -> members.routable(name) == before.members.routable(name));
    return names;
  }
}
