package dev.fairlead.gossip.swim;

import dev.fairlead.gossip.swim.Member.State;
import dev.fairlead.gossip.swim.MemberTable.Entry;
import dev.fairlead.gossip.swim.SwimMessage.Ack;
import dev.fairlead.gossip.swim.SwimMessage.Nack;
import dev.fairlead.gossip.swim.SwimMessage.News;
import dev.fairlead.gossip.swim.SwimMessage.Ping;
import dev.fairlead.gossip.swim.SwimMessage.PingRequest;
import dev.fairlead.gossip.swim.SwimMessage.Roster;
import dev.fairlead.gossip.swim.SwimMessage.RosterOffer;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One node's part in the SWIM membership protocol.
 *
 * <pre>
 *             probe failed, or told so              nobody refuted in time
 *   ALIVE ───────────────────────────────► SUSPECT ────────────────────────► DEAD
 *     ▲                                       │                               │
 *     └───────────────────────────────────────┴───────────────────────────────┘
 *        the member itself, with a higher incarnation            LEFT: it said good-bye
 * </pre>
 *
 * <p>Pure: time, randomness and sending are passed in, so the same inputs give the same outputs.
 * Whoever drives it calls {@link #advance} when the time it returned last has come, and after every
 * other call. Confined to one thread. Times are nanoseconds since any fixed origin, never
 * decreasing.
 */
public final class Swim {
  private static final int GOODBYES = 64;

  private final SwimSettings settings;
  private final SwimOutput out;
  private final RandomGenerator random;
  private final Agenda agenda = new Agenda();
  private final Health health = new Health();
  private final Self self;
  private final MemberTable table;
  private final Telling telling;
  private final Suspicions suspicions;
  private final Prober prober;
  private final Relays relays;
  private final Rosters rosters;

  private long now;

  /**
   * A node that knows only itself until {@link #start}.
   *
   * @param self alive; its incarnation is the wall clock in milliseconds, so that a restart outbids
   *     what was said of the previous run
   * @param join where others may be
   */
  public Swim(
      SwimSettings settings,
      Evidence self,
      List<Address> join,
      RandomGenerator random,
      SwimOutput out) {
    this.settings = settings;
    this.random = random;
    this.out = out;
    this.self = new Self(self, out);
    table = new MemberTable(self.who().name());
    table.put(self, 0);
    SwimParts parts = new SwimParts(settings, table, agenda, random, out);
    telling = new Telling(parts);
    suspicions = new Suspicions(parts, this::admit);
    prober = new Prober(parts, telling, health, new Verdicts());
    relays = new Relays(parts);
    rosters = new Rosters(parts, withoutSelf(join, self), this.self::claim);
  }

  /** Begins to join and to probe. */
  public void start(long now) {
    this.now = now;
    prober.start(now);
    rosters.start(now);
    agenda.at(now + settings.deadRetention().toNanos(), this::forgetDead);
  }

  /** Does what is due; returns when to call again. */
  public long advance(long now) {
    noticeStall(now);
    agenda.run(now);
    return agenda.next();
  }

  /** Takes a message; {@code stream} tells how it came, and so how it is answered. */
  public void onMessage(long now, Sender sender, boolean stream, SwimMessage message) {
    noticeStall(now);
    if (self.left() || sender.name().equals(self.name())) {
      onOwnName(sender, message);
      return;
    }
    switch (message) {
      case Ping ping -> {
        ping.news().forEach(this::admit);
        answer(sender, stream, ping);
      }
      case PingRequest request -> {
        request.news().forEach(this::admit);
        Entry asker = table.get(sender.name());
        if (asker != null) {
          relays.ask(now, asker, request);
        }
      }
      case Ack ack -> {
        ack.news().forEach(this::admit);
        prober.answered(now, sender.name(), ack.nonce());
        relays.answered(sender.name(), ack.nonce());
      }
      case Nack nack -> prober.notHeard(sender.name(), nack.nonce());
      case News told -> told.news().forEach(this::admit);
      case RosterOffer offer -> {
        admit(offer.self());
        rosters.offered(offer);
      }
      case Roster roster -> rosters.received(sender, roster, this::admit);
    }
    accuseToItsFace(sender);
  }

  /** Says good-bye; afterwards this node answers nobody and refutes nothing. */
  public void leave(long now) {
    this.now = now;
    self.leave();
    prober.stop();
    rosters.stop();
    table.put(self.claim(), now);
    News goodbye = new News(List.of(self.claim()));
    Choice.some(table.living(), GOODBYES, random, entry -> true)
        .forEach(entry -> out.send(entry.who().gossip(), goodbye));
    out.changed();
  }

  /** Everybody known, this node included. */
  public Members members() {
    return table.snapshot();
  }

  /** Every identity known, this node's included, whatever its state. */
  public List<Identity> identities() {
    return table.all().stream().map(Entry::who).toList();
  }

  /** The others believed alive or suspect. */
  public List<Identity> living() {
    return table.living().stream().map(Entry::who).toList();
  }

  /** This node's current incarnation. */
  public long incarnation() {
    return self.claim().incarnation();
  }

  /** The member called {@code name} if it is known, whatever its state. */
  public Optional<Identity> identity(String name) {
    return Optional.ofNullable(table.get(name)).map(Entry::who);
  }

  /** Takes a claim: news of others is stored and passed on, a claim about this node refuted. */
  private void admit(Evidence claim) {
    if (claim.who().name().equals(self.name())) {
      defend(claim);
      return;
    }
    Entry entry = table.get(claim.who().name());
    @Nullable Evidence stored =
        entry == null || claim.beats(entry.claim()) ? claim : confirmed(entry, claim);
    if (stored == null) {
      return;
    }
    boolean lived = entry != null && entry.claim().state().routable();
    if (!table.put(stored, now)) {
      out.tableFull(claim.who());
      return;
    }
    suspicions.follow(stored, now);
    telling.add(stored, now);
    if (!lived && stored.state().routable()) {
      prober.joined(claim.who().name());
    }
    out.changed();
  }

  /** The held suspicion with the accusers of {@code claim}; null if that adds nothing. */
  private static @Nullable Evidence confirmed(Entry entry, Evidence claim) {
    if (claim.state() != State.SUSPECT || !claim.matches(entry.claim())) {
      return null;
    }
    Evidence joined = entry.claim().accusedBy(claim.accusers());
    return joined.equals(entry.claim()) ? null : joined;
  }

  private void defend(Evidence claim) {
    if (self.outbids(claim, now)) {
      if (claim.state() != State.ALIVE) {
        health.worsen();
      }
      table.put(self.claim(), now);
      telling.add(self.claim(), now);
      out.changed();
    }
  }

  private void onOwnName(Sender sender, SwimMessage message) {
    if (!self.left() && message instanceof RosterOffer offer) {
      defend(offer.self());
      if (sender.incarnation() != incarnation()) {
        rosters.offered(offer);
      }
    }
  }

  private void answer(Sender sender, boolean stream, Ping ping) {
    Entry to = table.get(sender.name());
    if (to == null || !ping.target().equals(self.name())) {
      return;
    }
    if (stream) {
      out.sendStream(to.who().gossip(), new Ack(ping.nonce(), List.of(self.claim())));
    } else {
      out.send(to.who().gossip(), new Ack(ping.nonce(), telling.ridingTo(to)));
    }
  }

  /** Tells a sender that is held suspect, dead or gone, so that it can refute. */
  private void accuseToItsFace(Sender sender) {
    Entry entry = table.get(sender.name());
    if (entry != null
        && entry.claim().state() != State.ALIVE
        && entry.claim().incarnation() >= sender.incarnation()) {
      out.send(entry.who().gossip(), new News(List.of(entry.claim())));
    }
  }

  /** A timer that runs late by this much tells that this node stood still, not the others. */
  private void noticeStall(long now) {
    this.now = now;
    long late = now - agenda.next();
    if (agenda.next() != Long.MAX_VALUE && late > settings.stall().toNanos()) {
      agenda.delay(late);
      suspicions.delay(late);
      prober.forget();
      health.worsen();
    }
  }

  private void forgetDead(long at) {
    long retention = settings.deadRetention().toNanos();
    agenda.at(at + retention / 4, this::forgetDead);
    if (table.forgetDead(at - retention)) {
      out.changed();
    }
  }

  private static List<Address> withoutSelf(List<Address> join, Evidence self) {
    return join.stream().filter(address -> !address.equals(self.who().gossip())).toList();
  }

  /** What the probes found, as claims. */
  private final class Verdicts implements Prober.Verdicts {
    @Override
    public void roundTrip(String name, long nanos) {
      Entry entry = table.get(name);
      if (entry != null && entry.roundTrip(nanos)) {
        out.changed();
      }
    }

    @Override
    public void failed(String name, long incarnation, Set<String> nackers) {
      Entry entry = table.get(name);
      if (entry != null
          && entry.claim().incarnation() == incarnation
          && entry.claim().state().routable()) {
        Evidence accused =
            new Evidence(entry.who(), State.SUSPECT, incarnation, List.of(self.name()));
        admit(accused.accusedBy(nackers));
      }
    }
  }
}
