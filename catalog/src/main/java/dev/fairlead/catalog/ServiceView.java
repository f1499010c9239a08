package dev.fairlead.catalog;

import dev.fairlead.catalog.model.Instance;
import dev.fairlead.catalog.model.Policy;
import dev.fairlead.catalog.model.RegionPresence;
import java.util.List;

/**
 * All that routing needs to know of one service, at one moment.
 *
 * <p>Immutable. Liveness of nodes is already applied: instances whose owner is not alive are in
 * {@link #ownerless()}, regions without a living node are absent.
 *
 * @param service the service's id
 * @param protocol {@code http}, {@code tcp}, {@code tls} or {@code udp}
 * @param policy how it wants to be served
 * @param routable the instances of this region that can take traffic
 * @param unroutable instances of this region whose row forbids traffic
 * @param ownerless instances of this region whose owner is not alive
 * @param elsewhere other regions that have it, nearest first
 * @param revision grows by one with each change since it was loaded
 */
public record ServiceView(
    String service,
    String protocol,
    Policy policy,
    List<Instance> routable,
    List<Instance> unroutable,
    List<Instance> ownerless,
    List<RegionPresence> elsewhere,
    long revision) {
  /** Copies the lists. */
  public ServiceView {
    routable = List.copyOf(routable);
    unroutable = List.copyOf(unroutable);
    ownerless = List.copyOf(ownerless);
    elsewhere = List.copyOf(elsewhere);
  }

  ServiceView withRevision(long next) {
    return new ServiceView(
        service, protocol, policy, routable, unroutable, ownerless, elsewhere, next);
  }
}
