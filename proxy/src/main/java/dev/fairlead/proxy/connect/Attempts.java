package dev.fairlead.proxy.connect;

import dev.fairlead.catalog.model.Instance;
import dev.fairlead.catalog.model.RegionPresence;
import dev.fairlead.gossip.swim.Member;
import dev.fairlead.gossip.swim.Members;
import dev.fairlead.proxy.route.Fault;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What one dispatch tried in vain, and so what is left to try.
 *
 * <p>Bounded by what can be tried: the candidates it is asked about. Confined to one thread.
 */
final class Attempts {
  /** Nodes of one region that may fail before the region counts as unreachable. */
  private static final int NODES_PER_REGION = 2;

  private final Set<String> instances = new HashSet<>();
  private final Set<String> nodes = new HashSet<>();
  private final Map<String, Integer> failedIn = new HashMap<>();
  private Fault last = Fault.FC01;

  /** An instance did not take the connection. */
  void instanceFailed(String id, Fault fault) {
    instances.add(id);
    last = fault;
  }

  /** A node of another region did not. */
  void nodeFailed(String name, String region) {
    nodes.add(name);
    failedIn.merge(region, 1, Integer::sum);
    last = Fault.FB01;
  }

  /** How the last one failed. */
  Fault last() {
    return last;
  }

  /** Those not tried yet; the list is the caller's. */
  List<Instance> untried(List<Instance> candidates) {
    List<Instance> left = new ArrayList<>(candidates);
    left.removeIf(candidate -> instances.contains(candidate.id()));
    return left;
  }

  /** A living node of that region, not tried yet: those with instances first. Null: no way. */
  @Nullable Member node(RegionPresence presence, Members members, RandomGenerator random) {
    if (failedIn.getOrDefault(presence.region(), 0) >= NODES_PER_REGION) {
      return null;
    }
    List<Member> owners = new ArrayList<>();
    List<Member> others = new ArrayList<>();
    for (Member member : members.byName().values()) {
      if (member.region().equals(presence.region())
          && member.state().routable()
          && member.backhaul() != null
          && !nodes.contains(member.name())) {
        (presence.nodes().contains(member.name()) ? owners : others).add(member);
      }
    }
    List<Member> left = owners.isEmpty() ? others : owners;
    return left.isEmpty() ? null : left.get(random.nextInt(left.size()));
  }
}
