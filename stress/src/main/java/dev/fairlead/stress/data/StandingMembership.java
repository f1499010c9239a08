package dev.fairlead.stress.data;

import dev.fairlead.gossip.change.ChangeFeed.Subscription;
import dev.fairlead.gossip.swim.Address;
import dev.fairlead.gossip.swim.Member;
import dev.fairlead.gossip.swim.Members;
import dev.fairlead.gossip.swim.Membership;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * A membership in which all nodes of a data set live and nothing ever changes.
 *
 * <p>Immutable; thread-safe.
 */
public final class StandingMembership implements Membership {
  private final Members members =
      Members.of(Population.nodes().stream().map(StandingMembership::alive).toList());

  private static Member alive(Population.NodeSpec node) {
    Address address = new Address("127.0.0.1", 7401);
    Duration roundTrip = Duration.ofMillis(node.region().equals(DataSettings.REGION) ? 1 : 25);
    return new Member(
        node.name(), node.region(), address, address, Member.State.ALIVE, 0, roundTrip);
  }

  @Override
  public String self() {
    return DataSettings.NODE;
  }

  @Override
  public Members members() {
    return members;
  }

  @Override
  public Subscription subscribe(Consumer<Members> listener) {
    return () -> {};
  }
}
