package dev.fairlead.catalog;

import dev.fairlead.catalog.model.Instances;
import dev.fairlead.catalog.model.Policy;
import dev.fairlead.catalog.model.Policy.Balance;
import dev.fairlead.catalog.model.RegionPresence;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that routing needs to know of one service, at one moment.
 *
 * <p>Immutable. Liveness of nodes is already applied: the instances are in the order that follows
 * from it, regions without a living node are absent.
 *
 * @param service the service's id
 * @param protocol {@code http}, {@code tcp}, {@code tls} or {@code udp}
 * @param policy how it wants to be served
 * @param instances the instances of this region; those that can take traffic come first
 * @param elsewhere other regions that have it, nearest first
 * @param revision grows by one with each change since it was loaded
 */
public record ServiceView(
    String service,
    String protocol,
    Policy policy,
    Instances instances,
    List<RegionPresence> elsewhere,
    long revision) {
  /** Copies the list. */
  public ServiceView {
    elsewhere = List.copyOf(elsewhere);
  }

  /** Makes what is too slow to be made when somebody first asks for it. */
  ServiceView prepared(@Nullable ServiceView before) {
    if (policy.balance() == Balance.HASH) {
      instances.prepareHashing(before == null ? Instances.NONE : before.instances);
    }
    return this;
  }

  /**
   * The view that follows {@code before}, keeping what was made of its instances.
   *
   * @param now by {@link System#nanoTime}, for those that are new
   */
  ServiceView after(ServiceView before, long now) {
    Instances next = instances;
    if (next.equals(before.instances)) {
      next = before.instances;
    } else {
      next.adopt(before.instances, policy.choosing().slowStart().isZero() ? 0 : now | 1);
    }
    return new ServiceView(service, protocol, policy, next, elsewhere, before.revision + 1);
  }
}
