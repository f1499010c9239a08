package dev.fairlead.proxy.connect;

import dev.fairlead.catalog.ServiceView;
import dev.fairlead.catalog.model.Instance;
import dev.fairlead.catalog.model.Instances;
import dev.fairlead.catalog.model.RegionPresence;
import dev.fairlead.gossip.swim.Member;
import dev.fairlead.gossip.swim.Members;
import dev.fairlead.proxy.observe.NotRetried;
import dev.fairlead.proxy.route.Fault;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What one dispatch tried in vain, and so what is left to try.
 *
 * <p>Bounded by what can be tried: the candidates it is asked about. Confined to one thread.
 */
final class Attempts implements Predicate<Instance> {
  /** Nodes of one region that may fail before the region counts as unreachable. */
  private static final int NODES_PER_REGION = 2;

  /** These are made when something fails, which is rare. */
  private Set<String> instances = Set.of();

  private Set<String> nodes = Set.of();
  private Set<String> refused = Set.of();
  private Map<String, Integer> failedIn = Map.of();
  private Fault last = Fault.FC01;
  private int retries;
  private final Set<String> avoided;

  /** Nothing was tried; those in {@code avoided} are not to be. */
  Attempts(Set<String> avoided) {
    this.avoided = avoided;
  }

  /** An instance did not take the connection. */
  void instanceFailed(String id, Fault fault) {
    if (instances.isEmpty()) {
      instances = new HashSet<>();
    }
    instances.add(id);
    last = fault;
  }

  /**
   * A node of another region did not; one that did nothing with it may be asked once more.
   *
   * @param cause what is known of it; null for nothing
   */
  void nodeFailed(String name, String region, @Nullable Throwable cause) {
    last = Fault.FB01;
    if (refused.isEmpty()) {
      refused = new HashSet<>();
    }
    if (cause instanceof NotProcessedException && refused.add(name)) {
      return;
    }
    if (nodes.isEmpty()) {
      nodes = new HashSet<>();
      failedIn = new HashMap<>();
    }
    nodes.add(name);
    failedIn.merge(region, 1, Integer::sum);
  }

  /** One more attempt is made. */
  void retry() {
    retries++;
  }

  /** Further attempts made so far. */
  int retries() {
    return retries;
  }

  /** Why no further instance is tried; takes from {@code budget} if there is no reason. */
  @Nullable NotRetried obstacle(ServiceView view, RetryBudget budget) {
    if (retries >= view.policy().retries()) {
      return NotRetried.LIMIT;
    }
    if (!anyLeft(view.instances())) {
      return NotRetried.NOBODY;
    }
    int permille = view.policy().effort().budgetPermille();
    return budget.take(permille, System.nanoTime()) ? null : NotRetried.BUDGET;
  }

  /** How the last one failed. */
  Fault last() {
    return last;
  }

  /** Whether an instance is no choice any more. */
  @Override
  public boolean test(Instance instance) {
    return instances.contains(instance.id()) || avoided.contains(instance.id());
  }

  /** Whether any instance was tried. */
  boolean anyInstance() {
    return !instances.isEmpty();
  }

  /** Whether any that can take traffic was not tried. */
  private boolean anyLeft(Instances all) {
    for (int i = 0; i < all.routable(); i++) {
      if (!test(all.get(i))) {
        return true;
      }
    }
    return false;
  }

  /**
   * A living node of that region, not tried yet, that is not known to be silent or far away: those
   * with instances first. Null: no way.
   */
  @Nullable Member node(
      RegionPresence presence, Members members, Paths paths, RandomGenerator random) {
    long now = System.nanoTime();
    if (failedIn.getOrDefault(presence.region(), 0) >= NODES_PER_REGION) {
      return null;
    }
    List<Member> owners = new ArrayList<>();
    List<Member> others = new ArrayList<>();
    for (Member member : members.byName().values()) {
      if (member.region().equals(presence.region())
          && member.state().routable()
          && paths.usable(member, now)
          && !nodes.contains(member.name())) {
        (presence.nodes().contains(member.name()) ? owners : others).add(member);
      }
    }
    List<Member> left = paths.near(owners.isEmpty() ? others : owners);
    return left.isEmpty() ? null : left.get(random.nextInt(left.size()));
  }
}
