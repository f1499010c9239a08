package dev.fairlead.gossip.swim;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One node as this node sees it.
 *
 * <p>Immutable.
 *
 * @param name the node's name, unique in the cluster
 * @param region the node's region
 * @param gossip where its datagrams and streams arrive
 * @param backhaul where proxies of other regions reach it; null if it takes none
 * @param state what is believed about it
 * @param incarnation the node's own counter, raised to refute a suspicion; larger news wins
 * @param roundTrip smoothed round-trip time of probes; null before the first answer
 */
public record Member(
    String name,
    String region,
    Address gossip,
    @Nullable Address backhaul,
    State state,
    long incarnation,
    @Nullable Duration roundTrip) {

  /** What is believed about a member. */
  public enum State {
    /** Answers, or was never doubted. */
    ALIVE,
    /** A probe failed; it has until the suspicion's end to refute. Still routable. */
    SUSPECT,
    /** Did not refute in time. */
    DEAD,
    /** Said good-bye. */
    LEFT;

    /** Whether rows this member owns may be routed to. */
    public boolean routable() {
      return this == ALIVE || this == SUSPECT;
    }
  }
}
