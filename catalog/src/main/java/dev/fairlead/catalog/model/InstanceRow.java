package dev.fairlead.catalog.model;

import java.net.InetSocketAddress;

/**
 * What the row of an instance says, read and checked.
 *
 * <p>Immutable. Lives while a service is read or listed; what is kept is {@link Instances}.
 *
 * @param id the row's id
 * @param node the node that owns the row
 * @param endpoint resolved address without a scope, from a literal {@code ip:port}
 * @param state what its owner or an operator wants
 * @param health what checks say
 * @param weight relative share, at least 0
 * @param soft in-flight requests or connections from which it counts as busy; 0 for none
 * @param hard in-flight requests or connections it must never exceed; 0 for none
 */
public record InstanceRow(
    String id,
    String node,
    InetSocketAddress endpoint,
    State state,
    Health health,
    int weight,
    int soft,
    int hard) {

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

  /** Whether the row allows traffic; whether its node lives is {@code Membership}'s to say. */
  public boolean routable() {
    return state == State.UP && health != Health.FAILING && weight > 0;
  }
}
