package dev.fairlead.catalog;

import dev.fairlead.gossip.change.ChangeFeed.Subscription;
import dev.fairlead.gossip.swim.Address;
import dev.fairlead.gossip.swim.Member;
import dev.fairlead.gossip.swim.Members;
import dev.fairlead.gossip.swim.Membership;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** A membership that a test writes by hand. */
final class TestMembership implements Membership {
  private final String self;
  private final Map<String, Member> members = new LinkedHashMap<>();
  private final List<Consumer<Members>> listeners = new CopyOnWriteArrayList<>();
  private volatile Members snapshot = Members.of(List.of());

  TestMembership(String self, String region) {
    this.self = self;
    set(self, region, Member.State.ALIVE, null);
  }

  void set(String name, String region, Member.State state, Duration roundTrip) {
    synchronized (members) {
      Address address = new Address("127.0.0.1", 7401);
      members.put(name, new Member(name, region, address, null, state, 0, roundTrip));
      snapshot = Members.of(List.copyOf(members.values()));
      listeners.forEach(listener -> listener.accept(snapshot));
    }
  }

  @Override
  public String self() {
    return self;
  }

  @Override
  public Members members() {
    return snapshot;
  }

  @Override
  public Subscription subscribe(Consumer<Members> listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }
}
