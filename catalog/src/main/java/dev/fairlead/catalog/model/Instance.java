package dev.fairlead.catalog.model;

import java.net.InetSocketAddress;

/**
 * One process of this region that can serve a service.
 *
 * <p>Immutable, but for the shared counter of what is in flight to it, which outlives refreshes of
 * the view.
 *
 * @param id the row's id
 * @param node the node that owns the row
 * @param region the region it runs in
 * @param endpoint resolved address, from a literal {@code ip:port}
 * @param state what its owner or an operator wants
 * @param health what checks say
 * @param weight relative share, at least 0
 * @param soft in-flight requests or connections from which it counts as busy; 0 for none
 * @param hard in-flight requests or connections it must never exceed; 0 for none
 * @param load what is in flight to it from this node
 */
public record Instance(
    String id,
    String node,
    String region,
    InetSocketAddress endpoint,
    State state,
    Health health,
    int weight,
    int soft,
    int hard,
    InFlight load) {

  /** What its owner or an operator wants of it. */
  public enum State {
    /** Takes traffic. */
    UP,
    /** Finishes what it has, gets nothing new. */
    DRAIN,
    /** Out of service. */
    DOWN
  }

  /** What checks say. */
  public enum Health {
    /** Not checked; routable. */
    UNKNOWN,
    /** Passes its check. */
    PASSING,
    /** Fails its check. */
    FAILING
  }

  /** Whether its row allows traffic; whether its node lives is {@code Membership}'s to say. */
  public boolean routable() {
    return state == State.UP && health != Health.FAILING && weight > 0;
  }
}
