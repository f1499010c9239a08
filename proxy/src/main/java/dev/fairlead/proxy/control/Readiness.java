package dev.fairlead.proxy.control;

import dev.fairlead.gossip.swim.Members;
import dev.fairlead.gossip.swim.Membership;
import dev.fairlead.proxy.config.Settings;
import java.time.Duration;

/**
 * Whether this node can route, for {@code /readyz}.
 *
 * <p>Thread-safe.
 */
public final class Readiness {
  /**
   * How long a node that has nodes to join waits for one of them; after that it is alone and routes
   * what its replica holds.
   */
  static final Duration JOIN_WAIT = Duration.ofSeconds(5);

  private final Lifecycle lifecycle;
  private final Membership membership;
  private final boolean joins;
  private final long startNanos = System.nanoTime();

  /** Of a node that is starting now. */
  public Readiness(Lifecycle lifecycle, Membership membership, Settings settings) {
    this.lifecycle = lifecycle;
    this.membership = membership;
    this.joins =
        settings.gossip().join().stream()
            .anyMatch(address -> !address.toString().equals(settings.gossip().bind().toString()));
  }

  /** Why it cannot route; empty if it can. */
  public String problem() {
    return switch (lifecycle.stage()) {
      case STARTING -> "starting";
      case DRAINING -> "draining";
      case STOPPING -> "stopping";
      case SERVING -> joined() ? "" : "no node of gossip.join has answered yet";
    };
  }

  private boolean joined() {
    Members members = membership.members();
    return !joins
        || members.byName().size() > 1
        || System.nanoTime() - startNanos > JOIN_WAIT.toNanos();
  }
}
