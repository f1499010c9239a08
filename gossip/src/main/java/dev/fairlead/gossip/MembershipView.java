package dev.fairlead.gossip;

import dev.fairlead.gossip.change.ChangeFeed.Subscription;
import dev.fairlead.gossip.change.SiteId;
import dev.fairlead.gossip.swim.Identity;
import dev.fairlead.gossip.swim.Members;
import dev.fairlead.gossip.swim.Membership;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The snapshot of the membership that other threads read. Thread-safe. */
final class MembershipView implements Membership {
  private static final Logger LOG = LoggerFactory.getLogger(MembershipView.class);

  private final String self;
  private final List<Consumer<Members>> listeners = new CopyOnWriteArrayList<>();

  /** Written by the gossip loop in {@link #publish}; pairs with the loads of the readers. */
  private volatile Members members = Members.of(List.of());

  /** As {@link #members}. */
  private volatile Map<SiteId, String> namesBySite = Map.of();

  MembershipView(String self) {
    this.self = self;
  }

  @Override
  public String self() {
    return self;
  }

  @Override
  public Members members() {
    return members;
  }

  @Override
  public Subscription subscribe(Consumer<Members> listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }

  /** The node whose replica is {@code site}; empty if unknown. */
  String nameOf(SiteId site) {
    return namesBySite.getOrDefault(site, "");
  }

  /** Shows the world as it is now; on the gossip loop. */
  void publish(Members next, List<Identity> identities) {
    Map<SiteId, String> names = new HashMap<>();
    identities.forEach(identity -> names.put(identity.site(), identity.name()));
    namesBySite = Map.copyOf(names);
    members = next;
    for (Consumer<Members> listener : listeners) {
      try {
        listener.accept(next);
      } catch (RuntimeException | Error e) {
        LOG.error("a membership listener failed", e); // its fault must not end the loop
      }
    }
  }
}
