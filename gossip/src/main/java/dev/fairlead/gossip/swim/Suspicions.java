package dev.fairlead.gossip.swim;

import dev.fairlead.gossip.swim.Member.State;
import dev.fairlead.gossip.swim.MemberTable.Entry;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * How long each suspect still has to refute.
 *
 * <p>Lifeguard's rule: a suspicion starts at {@code suspicionMax} and shrinks with every
 * independent accuser, logarithmically, to {@code suspicionMin} at {@code k} further ones, where
 * {@code k} is 3 or what a small cluster can give. Each node counts for itself. Bounded by the
 * member table. Confined to one thread.
 */
final class Suspicions {
  private static final int ENOUGH_ACCUSERS = 3;

  private final SwimSettings settings;
  private final MemberTable table;
  private final Agenda agenda;
  private final Consumer<Evidence> dead;
  private final Map<String, Running> running = new HashMap<>();

  Suspicions(SwimParts parts, Consumer<Evidence> dead) {
    this.settings = parts.settings();
    this.table = parts.table();
    this.agenda = parts.agenda();
    this.dead = dead;
  }

  /** Starts, shortens or ends the suspicion that {@code claim}, just stored, is about. */
  void follow(Evidence claim, long now) {
    String name = claim.who().name();
    if (claim.state() != State.SUSPECT) {
      running.remove(name);
      return;
    }
    Running before = running.get(name);
    long since = before != null && before.incarnation == claim.incarnation() ? before.since : now;
    Running next = new Running(claim.incarnation(), since, claim.accusers().size());
    running.put(name, next);
    agenda.at(next.since + length(next.accusers), at -> expire(name, next));
  }

  /** This node stood still: what others said meanwhile is still unread, so all get more time. */
  void delay(long nanos) {
    running.values().forEach(suspicion -> suspicion.since += nanos);
  }

  private void expire(String name, Running suspicion) {
    Entry entry = table.get(name);
    if (entry != null && running.get(name) == suspicion) {
      running.remove(name);
      dead.accept(Evidence.of(entry.who(), State.DEAD, suspicion.incarnation));
    }
  }

  private long length(int accusers) {
    long min = settings.suspicionMin().toNanos();
    long max = settings.suspicionMax().toNanos();
    int possible = Math.min(ENOUGH_ACCUSERS, table.living().size() - 1);
    if (possible < 1) {
      return min;
    }
    double confirmed = Math.log(Math.max(1, accusers)) / Math.log(possible + 1);
    return Math.max(min, max - (long) ((max - min) * confirmed));
  }

  private static final class Running {
    private final long incarnation;
    private final int accusers;
    private long since;

    Running(long incarnation, long since, int accusers) {
      this.incarnation = incarnation;
      this.since = since;
      this.accusers = accusers;
    }
  }
}
