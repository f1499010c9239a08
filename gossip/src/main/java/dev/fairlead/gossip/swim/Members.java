package dev.fairlead.gossip.swim;

import java.util.Collection;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A snapshot of the membership.
 *
 * <p>Immutable.
 *
 * @param byName every known member, by name, this node included
 */
public record Members(Map<String, Member> byName) {
  /** Copies the map. */
  public Members {
    byName = Map.copyOf(byName);
  }

  /** A snapshot of {@code members}, whose names differ. */
  public static Members of(Collection<Member> members) {
    return new Members(
        members.stream().collect(Collectors.toMap(Member::name, Function.identity())));
  }

  /** The member of that name; null if unknown. */
  public @Nullable Member get(String name) {
    return byName.get(name);
  }

  /** Whether rows owned by {@code name} may be routed to. Unknown names may not. */
  public boolean routable(String name) {
    Member member = byName.get(name);
    return member != null && member.state().routable();
  }
}
