package dev.fairlead.gossip;

import dev.fairlead.gossip.swim.Address;
import dev.fairlead.gossip.swim.Choice;
import dev.fairlead.gossip.swim.Evidence;
import dev.fairlead.gossip.swim.Identity;
import dev.fairlead.gossip.swim.Member;
import dev.fairlead.gossip.swim.Member.State;
import dev.fairlead.gossip.swim.Members;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Whom the last process of this node knew, for the next one to begin with.
 *
 * @param members as the roster file says
 * @param self this node
 */
record LastRoster(Members members, Identity self) {
  /** Addresses tried besides the configured ones. */
  static final int MAX_JOIN = 64;

  /** This node's first claim, which outbids the last process even if the clock was set back. */
  Evidence claim(long nowMillis) {
    Member before = members.get(self.name());
    long incarnation = before == null ? nowMillis : Math.max(nowMillis, before.incarnation() + 1);
    return Evidence.of(self, State.ALIVE, incarnation);
  }

  /**
   * Where others may be: the configured addresses, then some where others were, those that lived
   * before those that did not answer. So a restarted node finds its cluster even if nobody listens
   * at the configured addresses any more.
   */
  List<Address> join(List<Address> configured) {
    List<Address> join = new ArrayList<>(configured);
    for (boolean lived : new boolean[] {true, false}) {
      List<Member> others =
          members.byName().values().stream()
              .filter(member -> member.state().routable() == lived)
              .filter(member -> member.state() != State.LEFT)
              .filter(member -> !member.name().equals(self.name()))
              .filter(member -> !join.contains(member.gossip()))
              .toList();
      int room = MAX_JOIN + configured.size() - join.size();
      Choice.some(others, room, RandomGenerator.getDefault(), _ -> true)
          .forEach(member -> join.add(member.gossip()));
    }
    return join;
  }
}
