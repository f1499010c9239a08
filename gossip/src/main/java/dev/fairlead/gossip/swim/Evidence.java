package dev.fairlead.gossip.swim;

import dev.fairlead.gossip.swim.Member.State;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.TreeSet;

/**
 * What somebody claims about one member: the unit the protocol spreads and stores.
 *
 * <p>Claims about a member are totally ordered by incarnation, then by {@link State} (alive,
 * suspect, dead, left); every node keeps the largest it ever admitted, whatever state it was in, so
 * a late message can never undo a newer one. Immutable.
 *
 * @param who the member, as it was in that incarnation
 * @param state what is claimed
 * @param incarnation of the member, from its wall clock at start
 * @param accusers names of those whose own probes failed, ascending, at most {@value
 *     #MAX_ACCUSERS}; empty unless suspect
 */
public record Evidence(Identity who, State state, long incarnation, List<String> accusers) {
  /** Accusers beyond these add nothing: the suspicion already runs at its shortest. */
  public static final int MAX_ACCUSERS = 4;

  /** Two addresses of 45 characters, the site and all numbers. */
  private static final int FIXED_BYTES = 140;

  /** Checks the order and number of the accusers. */
  public Evidence {
    accusers = List.copyOf(accusers);
    boolean ascending = new TreeSet<>(accusers).stream().toList().equals(accusers);
    if (!ascending || accusers.size() > MAX_ACCUSERS) {
      throw new IllegalArgumentException("accusers " + accusers);
    }
    if (incarnation < 0 || (state != State.SUSPECT && !accusers.isEmpty())) {
      throw new IllegalArgumentException(state + " at " + incarnation + " accused by " + accusers);
    }
  }

  /** A claim without accusers. */
  public static Evidence of(Identity who, State state, long incarnation) {
    return new Evidence(who, state, incarnation, List.of());
  }

  /** Whether this replaces {@code held}. */
  public boolean beats(Evidence held) {
    return incarnation != held.incarnation
        ? incarnation > held.incarnation
        : state.compareTo(held.state) > 0;
  }

  /** Whether both claim the same state of the same incarnation. */
  public boolean matches(Evidence other) {
    return incarnation == other.incarnation && state == other.state;
  }

  /** This suspicion with further accusers, as many as there is room for. */
  public Evidence accusedBy(Iterable<String> more) {
    TreeSet<String> all = new TreeSet<>(accusers);
    for (String accuser : more) {
      if (all.size() < MAX_ACCUSERS) {
        all.add(accuser);
      }
    }
    return new Evidence(who, State.SUSPECT, incarnation, List.copyOf(all));
  }

  /** No encoding of it takes more bytes than this. */
  int maxBytes() {
    int bytes = FIXED_BYTES + utf8(who.name()) + utf8(who.region());
    for (String accuser : accusers) {
      bytes += 2 + utf8(accuser);
    }
    return bytes;
  }

  private static int utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}
