package dev.fairlead.catalog;

import dev.fairlead.catalog.model.Instances;
import dev.fairlead.catalog.model.Policy;
import dev.fairlead.catalog.model.RegionPresence;
import java.util.List;

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

  /** The view that follows {@code before}, keeping what was made of its instances. */
  ServiceView after(ServiceView before) {
    Instances next = instances;
    if (next.equals(before.instances)) {
      next = before.instances;
    } else {
      next.adopt(before.instances);
    }
    return new ServiceView(service, protocol, policy, next, elsewhere, before.revision + 1);
  }
}
