package dev.fairlead.gossip.swim;

import dev.fairlead.gossip.swim.Member.State;

/**
 * What this node claims about itself, and how it answers those who claim otherwise.
 *
 * <p>While it runs it is alive, at an incarnation no smaller than anybody ever said; once it left,
 * nothing changes that any more. Confined to one thread.
 */
final class Self {
  private static final long CONFLICT_PAUSE_NANOS = 10_000_000_000L; // 10 s

  private final SwimOutput out;
  private Evidence claim;
  private long nextConflictAt;

  Self(Evidence claim, SwimOutput out) {
    this.claim = claim;
    this.out = out;
  }

  Evidence claim() {
    return claim;
  }

  String name() {
    return claim.who().name();
  }

  boolean left() {
    return claim.state() == State.LEFT;
  }

  void leave() {
    claim = Evidence.of(claim.who(), State.LEFT, claim.incarnation());
  }

  /**
   * Outbids {@code other} if it says that this node is anything but alive, or alive in another run
   * of it; whether it did.
   *
   * <p>Against another living node of the same name it does so only every ten seconds, and says so
   * to the operator: the two can only be told apart by renaming one.
   */
  boolean outbids(Evidence other, long now) {
    if (left() || other.incarnation() < claim.incarnation() || other.matches(claim)) {
      return false;
    }
    boolean elsewhere = !other.who().gossip().equals(claim.who().gossip());
    if (elsewhere && other.state() == State.ALIVE) {
      if (now < nextConflictAt) {
        return false;
      }
      nextConflictAt = now + CONFLICT_PAUSE_NANOS;
      out.nameTaken(other.who());
    }
    claim = Evidence.of(claim.who(), State.ALIVE, other.incarnation() + 1);
    return true;
  }
}
