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
import java.util.ArrayList;
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
  private static final long CONFLICT_PAUSE_NANOS = 10_000_000_000L;
  private static final int GOODBYES = 64;

  private final SwimSettings settings;
  private final SwimOutput out;
  private final RandomGenerator random;
  private final Agenda agenda = new Agenda();
  private final Health health = new Health();
  private final NewsQueue news = new NewsQueue();
  private final MemberTable table;
  private final Suspicions suspicions;
  private final Prober prober;
  private final Relays relays;
  private final Rosters rosters;

  private Evidence self;
  private boolean leaving;
  private long gossipedAt = -1;
  private boolean gossipPlanned;
  private long nextConflictAt;
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
    this.self = self;
    table = new MemberTable(self.who().name());
    table.put(self, 0);
    suspicions = new Suspicions(settings, table, agenda, this::admit);
    prober = new Prober(settings, table, agenda, health, random, new AroundProber());
    relays = new Relays(settings, table, agenda, random, out);
    rosters =
        new Rosters(
            settings,
            table,
            agenda,
            join.stream().filter(address -> !address.equals(self.who().gossip())).toList(),
            random,
            out,
            () -> this.self);
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
    if (leaving || sender.name().equals(self.who().name())) {
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
      case Roster roster -> onRoster(sender, roster);
    }
    accuseToItsFace(sender);
  }

  /** Says good-bye; afterwards this node answers nobody and refutes nothing. */
  public void leave(long now) {
    this.now = now;
    leaving = true;
    prober.stop();
    rosters.stop();
    self = Evidence.of(self.who(), State.LEFT, self.incarnation());
    table.put(self, now);
    News goodbye = new News(List.of(self));
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
    return self.incarnation();
  }

  /** The member called {@code name} if it is known, whatever its state. */
  public Optional<Identity> identity(String name) {
    return Optional.ofNullable(table.get(name)).map(Entry::who);
  }

  /** Takes a claim: news of others is stored and passed on, a claim about this node refuted. */
  private void admit(Evidence claim) {
    if (claim.who().name().equals(self.who().name())) {
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
    tell(stored);
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

  /** Outbids a claim that this node is anything but alive, or alive in another run of it. */
  private void defend(Evidence claim) {
    boolean elsewhere = !claim.who().gossip().equals(self.who().gossip());
    boolean older = claim.incarnation() < self.incarnation();
    if (leaving || older || claim.matches(self)) {
      return;
    }
    if (elsewhere && claim.state() == State.ALIVE) {
      if (now < nextConflictAt) {
        return;
      }
      nextConflictAt = now + CONFLICT_PAUSE_NANOS;
      out.nameTaken(claim.who());
    }
    if (claim.state() != State.ALIVE) {
      health.worsen();
    }
    self = Evidence.of(self.who(), State.ALIVE, claim.incarnation() + 1);
    table.put(self, now);
    tell(self);
    out.changed();
  }

  private void onOwnName(Sender sender, SwimMessage message) {
    if (!leaving && message instanceof RosterOffer offer) {
      defend(offer.self());
      if (sender.incarnation() != self.incarnation()) {
        rosters.offered(offer);
      }
    }
  }

  /** Another table: its dead are only suspects here, since it may have been cut off itself. */
  private void onRoster(Sender sender, Roster roster) {
    for (Evidence claim : roster.members()) {
      Entry entry = table.get(claim.who().name());
      if (entry != null
          && entry.claim().state().routable()
          && claim.state() == State.DEAD
          && claim.beats(entry.claim())) {
        admit(
            new Evidence(claim.who(), State.SUSPECT, claim.incarnation(), List.of(sender.name())));
      } else {
        admit(claim);
      }
    }
    Entry from = table.get(sender.name());
    if (roster.answer() && from != null) {
      rosters.send(from.who().gossip(), false);
    }
  }

  private void answer(Sender sender, boolean stream, Ping ping) {
    Entry to = table.get(sender.name());
    if (to == null || !ping.target().equals(self.who().name())) {
      return;
    }
    if (stream) {
      out.sendStream(to.who().gossip(), new Ack(ping.nonce(), List.of(self)));
    } else {
      out.send(to.who().gossip(), new Ack(ping.nonce(), newsFor(to)));
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

  private List<Evidence> newsFor(Entry to) {
    List<Evidence> told = new ArrayList<>();
    int bytes = SwimSettings.NEWS_BYTES;
    if (to.claim().state() == State.SUSPECT) {
      told.add(to.claim());
      bytes -= to.claim().maxBytes();
    }
    told.addAll(news.take(bytes, transmissions()));
    return told;
  }

  private void tell(Evidence claim) {
    news.add(claim);
    if (!gossipPlanned) {
      gossipPlanned = true;
      long earliest = gossipedAt + settings.gossipInterval().toNanos();
      agenda.at(gossipedAt < 0 ? now : Math.max(now, earliest), this::gossip);
    }
  }

  private void gossip(long at) {
    now = at;
    gossipedAt = at;
    gossipPlanned = false;
    for (Entry to :
        Choice.some(table.living(), SwimSettings.GOSSIP_FANOUT, random, entry -> true)) {
      List<Evidence> told = news.take(SwimSettings.NEWS_BYTES, transmissions());
      if (!told.isEmpty()) {
        out.send(to.who().gossip(), new News(told));
      }
    }
    if (!news.isEmpty() && !leaving) {
      gossipPlanned = true;
      agenda.at(at + settings.gossipInterval().toNanos(), this::gossip);
    }
  }

  private int transmissions() {
    return SwimSettings.RETRANSMIT_FACTOR * (int) Math.ceil(Math.log10(table.size() + 1.0));
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

  /** Connects the prober with the rest. */
  private final class AroundProber implements Prober.Surroundings {
    @Override
    public void send(Identity to, SwimMessage message) {
      out.send(to.gossip(), message);
    }

    @Override
    public void sendStream(Identity to, SwimMessage message) {
      out.sendStream(to.gossip(), message);
    }

    @Override
    public List<Evidence> newsFor(Entry to) {
      return Swim.this.newsFor(to);
    }

    @Override
    public void roundTrip(String name, long nanos) {
      Entry entry = table.get(name);
      if (entry != null && entry.roundTrip(nanos)) {
        out.changed();
      }
    }

    @Override
    public void failed(long now, String name, long incarnation, Set<String> nackers) {
      Entry entry = table.get(name);
      if (entry != null
          && entry.claim().incarnation() == incarnation
          && entry.claim().state().routable()) {
        Evidence accused =
            new Evidence(entry.who(), State.SUSPECT, incarnation, List.of(self.who().name()));
        admit(accused.accusedBy(nackers));
      }
    }
  }
}
