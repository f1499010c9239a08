package dev.fairlead.gossip;

import dev.fairlead.gossip.change.Version;
import dev.fairlead.gossip.change.VersionVector;
import dev.fairlead.gossip.net.NetEvent;
import dev.fairlead.gossip.net.Transport;
import dev.fairlead.gossip.replica.Replica;
import dev.fairlead.gossip.spread.Push;
import dev.fairlead.gossip.spread.Spread;
import dev.fairlead.gossip.spread.SpreadOutput;
import dev.fairlead.gossip.swim.Address;
import dev.fairlead.gossip.swim.Evidence;
import dev.fairlead.gossip.swim.Identity;
import dev.fairlead.gossip.swim.Sender;
import dev.fairlead.gossip.swim.Swim;
import dev.fairlead.gossip.swim.SwimMessage;
import dev.fairlead.gossip.swim.SwimOutput;
import dev.fairlead.gossip.sync.Sync;
import dev.fairlead.gossip.sync.SyncMessage;
import dev.fairlead.gossip.sync.SyncOutput;
import dev.fairlead.gossip.sync.Wanted;
import dev.fairlead.gossip.wire.Envelope;
import dev.fairlead.gossip.wire.Envelope.OfSpread;
import dev.fairlead.gossip.wire.Envelope.OfSwim;
import dev.fairlead.gossip.wire.Envelope.OfSync;
import dev.fairlead.gossip.wire.Wire;
import dev.fairlead.gossip.wire.WireException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Drives the pure protocols with real messages and real time.
 *
 * <pre>
 *   datagram, stream ──► Wire ──► Swim      ──► Transport, MembershipView
 *   local version    ──────────► Spread    ──► Transport
 *                                Spread, Sync ──► MergeQueue ──► Replica
 *   timer            ──────────► Swim, Sync
 * </pre>
 *
 * <p>Confined to the gossip loop.
 */
final class GossipLoop {
  private static final Logger LOG = LoggerFactory.getLogger(GossipLoop.class);

  private final Transport transport;
  private final Replica replica;
  private final MembershipView view;
  private final FeedCounters counters;
  private final MergeQueue merges;
  private final HistoryThread history;
  private final Swim swim;
  private final Spread spread;
  private final Sync sync;
  private final long origin = System.nanoTime();

  private Set<String> living = Set.of();
  private boolean changed = true;
  private long wakeAt = Long.MAX_VALUE;
  private @Nullable Future<?> wake;

  /**
   * Confined to the loop of {@code parts}.
   *
   * @param self what this node claims about itself at first
   */
  GossipLoop(GossipParts parts, Evidence self, List<Address> join, GossipPace pace) {
    this.transport = parts.transport();
    this.replica = parts.replica();
    this.view = parts.view();
    this.counters = parts.counters();
    this.merges = parts.merges();
    this.history = parts.history();
    RandomGenerator random = RandomGenerator.of("L64X128MixRandom");
    ToOthers out = new ToOthers();
    swim = new Swim(pace.swim(), self, join, random, out);
    spread = new Spread(Spread.FANOUT, swim::living, random, out);
    sync = new Sync(self.who(), pace.syncInterval().toNanos(), swim::living, random, out);
  }

  void start() {
    swim.start(now());
    settle();
  }

  /** Takes one message from the transport. */
  void received(byte[] message, boolean stream) {
    Optional<Envelope> decoded;
    try {
      decoded = Wire.decode(message);
    } catch (WireException e) {
      LOG.debug("dropped what is no message", e);
      transport.counters().add(NetEvent.DROPPED_MALFORMED);
      return;
    }
    if (decoded.isEmpty()) {
      transport.counters().add(NetEvent.DROPPED_UNKNOWN);
      return;
    }
    dispatch(decoded.get(), stream, message.length);
    settle();
  }

  /** Spreads what this node committed. */
  void committed(List<Version> versions) {
    versions.forEach(spread::committed);
    settle();
  }

  void leave() {
    swim.leave(now());
    settle();
  }

  private void dispatch(Envelope envelope, boolean stream, int bytes) {
    Sender sender = envelope.sender();
    if (envelope.body() instanceof OfSwim of) {
      swim.onMessage(now(), sender, stream, of.message());
      return;
    }
    Optional<Identity> from = swim.identity(sender.name());
    if (from.isEmpty()) {
      transport.counters().add(NetEvent.DROPPED_STRANGER);
      return;
    }
    switch (envelope.body()) {
      case OfSwim of -> throw new AssertionError("handled above");
      case OfSpread of -> pushed(of.push().version(), sender, bytes);
      case OfSync of -> sync.onMessage(now(), from.get(), of.message());
    }
  }

  private void pushed(Version version, Sender sender, int bytes) {
    boolean held = replica.settled().contains(version.stream(), version.number());
    if (!held && merges.admits(version) && spread.received(version, sender.name())) {
      counters.versionsPushed.increment();
      merges.add(version, bytes);
    }
  }

  /** After every event: does what is due, publishes what changed, sets the one timer. */
  private void settle() {
    long next = Math.min(swim.advance(now()), sync.advance(now()));
    if (changed) {
      changed = false;
      view.publish(swim.members(), swim.identities());
      Set<String> before = living;
      living = swim.living().stream().map(Identity::name).collect(Collectors.toSet());
      if (!before.containsAll(living)) {
        sync.hurry(now());
        next = now();
      }
    }
    wakeAt(next);
  }

  private void wakeAt(long next) {
    if (next >= wakeAt) {
      return;
    }
    if (wake != null) {
      wake.cancel(false);
    }
    wakeAt = next;
    wake = transport.schedule(this::wakeUp, Math.max(0, next - now()));
  }

  private void wakeUp() {
    wakeAt = Long.MAX_VALUE;
    try {
      settle();
    } catch (RuntimeException | Error e) { // also Error: nothing else would set the timer again
      LOG.error("the gossip loop failed at a timer", e);
      wakeAt(now() + 100_000_000L); // 100 ms: whatever it was, membership must go on
    }
  }

  private long now() {
    return System.nanoTime() - origin;
  }

  /** Where the protocols send and ask. */
  private final class ToOthers implements SwimOutput, SpreadOutput, SyncOutput {
    @Override
    public void send(Address to, SwimMessage message) {
      byte[] bytes = encode(new OfSwim(message));
      if (bytes != null) {
        transport.send(to, bytes);
      }
    }

    @Override
    public void sendStream(Address to, SwimMessage message) {
      stream(to, new OfSwim(message));
    }

    @Override
    public void changed() {
      changed = true;
    }

    @Override
    public void nameTaken(Identity other) {
      LOG.error(
          "another node at {} is called '{}' like this one: give one of them another name",
          other.gossip(),
          other.name());
    }

    @Override
    public void tableFull(Identity refused) {
      LOG.error("the member table is full; node '{}' was not taken in", refused.name());
    }

    @Override
    public void push(Identity to, Push push) {
      counters.pushes.increment();
      byte[] bytes = encode(new OfSpread(push));
      if (bytes == null) {
        return;
      }
      if (bytes.length <= Transport.MAX_DATAGRAM_BYTES) {
        transport.send(to.gossip(), bytes);
      } else {
        transport.sendStream(to.gossip(), bytes);
      }
    }

    @Override
    public VersionVector vector() {
      return replica.settled();
    }

    @Override
    public void send(Identity to, SyncMessage message) {
      stream(to.gossip(), new OfSync(message));
    }

    @Override
    public void merge(long session, String from, List<Version> versions) {
      List<Version> admitted = versions.stream().filter(merges::admits).toList();
      counters.versionsSynced.add(admitted.size());
      merges.merge(
          admitted,
          () -> {
            sync.merged(now(), session);
            settle();
          });
    }

    @Override
    public void read(Identity reader, long session, List<Wanted> ranges) {
      history.read(
          ranges,
          versions ->
              transport.execute(() -> {
                sync.read(reader, session, versions);
                settle();
              }));
    }

    private void stream(Address to, Envelope.Body body) {
      byte[] bytes = encode(body);
      if (bytes != null) {
        transport.sendStream(to, bytes);
      }
    }

    private byte @Nullable [] encode(Envelope.Body body) {
      try {
        Sender self = new Sender(view.self(), swim.incarnation());
        return Wire.encode(new Envelope(self, body));
      } catch (WireException e) {
        LOG.error("cannot send {}", body.getClass().getSimpleName(), e);
        transport.counters().add(NetEvent.DROPPED_FULL);
        return null;
      }
    }
  }
}
