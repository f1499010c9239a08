package dev.fairlead.gossip.swim;

import dev.fairlead.gossip.swim.Member.State;
import dev.fairlead.gossip.swim.MemberTable.Entry;
import dev.fairlead.gossip.swim.SwimMessage.Roster;
import dev.fairlead.gossip.swim.SwimMessage.RosterOffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * Compares whole member tables over streams: to join, to find the dead again after a partition, and
 * now and then to repair what news missed.
 *
 * <pre>
 *   A ── RosterOffer(A, fingerprint) ──► B     equal fingerprints end it
 *   A ◄── Roster… (answer) ───────────── B
 *   A ── Roster… ──────────────────────► B
 * </pre>
 *
 * <p>It never gives up on join addresses and dead members. Confined to one thread.
 */
final class Rosters {
  /** Addresses tried at once by a node that knows of nobody, or of nobody yet. */
  private static final int ALONE_OFFERS = 3;

  private final SwimSettings settings;
  private final MemberTable table;
  private final Agenda agenda;
  private final List<Address> join;
  private final RandomGenerator random;
  private final SwimOutput out;
  private final Supplier<Evidence> self;
  private boolean stopped;

  Rosters(SwimParts parts, List<Address> join, Supplier<Evidence> self) {
    this.settings = parts.settings();
    this.table = parts.table();
    this.agenda = parts.agenda();
    this.join = List.copyOf(join);
    this.random = parts.random();
    this.out = parts.out();
    this.self = self;
  }

  void start(long now) {
    agenda.at(now, this::announce);
    agenda.at(now + jitter(settings.rosterInterval().toNanos()), this::compare);
  }

  void stop() {
    stopped = true;
  }

  /** Answers an offer with the whole table. */
  void offered(RosterOffer offer) {
    if (offer.fingerprint() != table.fingerprint()) {
      send(offer.self().who().gossip(), true);
    }
  }

  /**
   * Takes another table: its dead are only suspects here, since it may have been cut off itself.
   */
  void received(Sender sender, Roster roster, Consumer<Evidence> admit) {
    for (Evidence claim : roster.members()) {
      Entry entry = table.get(claim.who().name());
      boolean lives = entry != null && entry.claim().state().routable();
      if (lives && claim.state() == State.DEAD) {
        List<String> accuser = List.of(sender.name());
        admit.accept(new Evidence(claim.who(), State.SUSPECT, claim.incarnation(), accuser));
      } else {
        admit.accept(claim);
      }
    }
    Entry from = table.get(sender.name());
    if (roster.answer() && from != null) {
      send(from.who().gossip(), false);
    }
  }

  /** Sends the whole table to {@code to}. */
  private void send(Address to, boolean answer) {
    List<Evidence> part = new ArrayList<>();
    int left = table.size();
    for (Entry entry : table.all()) {
      part.add(entry.claim());
      left--;
      if (left == 0 || part.size() == Roster.MAX_PART) {
        out.sendStream(to, new Roster(part, answer && left == 0));
        part.clear();
      }
    }
  }

  /**
   * To some of those whom the start knows of, heard of meanwhile or not: they may know an earlier
   * life of this node, and nobody else tells them of this one.
   */
  private void announce(long now) {
    if (stopped) {
      return;
    }
    agenda.at(now + jitter(settings.aloneInterval().toNanos()), this::rejoin);
    Choice.some(join, ALONE_OFFERS, random, address -> true).forEach(this::offer);
  }

  private void rejoin(long now) {
    if (stopped) {
      return;
    }
    boolean alone = table.living().isEmpty();
    long pause = (alone ? settings.aloneInterval() : settings.rejoinInterval()).toNanos();
    agenda.at(now + jitter(pause), this::rejoin);
    Choice.some(lost(), alone ? ALONE_OFFERS : 1, random, address -> true).forEach(this::offer);
  }

  private void compare(long now) {
    if (stopped) {
      return;
    }
    agenda.at(now + jitter(settings.rosterInterval().toNanos()), this::compare);
    Choice.some(table.living(), 1, random, entry -> true)
        .forEach(entry -> offer(entry.who().gossip()));
  }

  /** Addresses where somebody should be and nobody is known to live. */
  private List<Address> lost() {
    List<Address> lost = new ArrayList<>(join);
    List<Address> found = new ArrayList<>();
    for (Entry entry : table.all()) {
      Address address = entry.who().gossip();
      if (entry.claim().state() == State.DEAD && !lost.contains(address)) {
        lost.add(address);
      } else if (entry.claim().state().routable()) {
        found.add(address);
      }
    }
    lost.removeAll(found);
    return lost;
  }

  private void offer(Address to) {
    out.sendStream(to, new RosterOffer(self.get(), table.fingerprint()));
  }

  /** Between 3/4 and 5/4 of {@code nanos}, so that nodes started together drift apart. */
  private long jitter(long nanos) {
    return nanos * 3 / 4 + random.nextLong(nanos / 2);
  }
}
