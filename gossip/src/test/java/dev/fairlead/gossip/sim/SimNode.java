package dev.fairlead.gossip.sim;

import dev.fairlead.gossip.change.SiteId;
import dev.fairlead.gossip.change.Version;
import dev.fairlead.gossip.change.VersionVector;
import dev.fairlead.gossip.spread.Push;
import dev.fairlead.gossip.spread.Spread;
import dev.fairlead.gossip.spread.SpreadOutput;
import dev.fairlead.gossip.swim.Address;
import dev.fairlead.gossip.swim.Evidence;
import dev.fairlead.gossip.swim.Identity;
import dev.fairlead.gossip.swim.Member;
import dev.fairlead.gossip.swim.Member.State;
import dev.fairlead.gossip.swim.Members;
import dev.fairlead.gossip.swim.Sender;
import dev.fairlead.gossip.swim.Swim;
import dev.fairlead.gossip.swim.SwimMessage;
import dev.fairlead.gossip.swim.SwimOutput;
import dev.fairlead.gossip.sync.Sync;
import dev.fairlead.gossip.sync.SyncMessage;
import dev.fairlead.gossip.sync.SyncOutput;
import dev.fairlead.gossip.sync.Wanted;
import dev.fairlead.gossip.wire.Envelope;
import dev.fairlead.gossip.wire.Wire;
import dev.fairlead.gossip.wire.WireException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** One node of a {@link World}: the real protocols around a store that is a map. */
public final class SimNode implements SwimOutput, SpreadOutput, SyncOutput {
  static final int FANOUT = 4;
  static final long SYNC_NANOS = Duration.ofSeconds(1).toNanos();

  public final String name;
  public final String region;
  final Address address;
  final SiteId site;
  private final World world;
  private final List<Address> join;
  public final SimStore store = new SimStore();
  public final List<String> conflicts = new ArrayList<>();
  public int pushes;
  long pausedUntil;
  private Swim swim;
  private Spread spread;
  private Sync sync;
  private Members members;
  private boolean running;
  private int life;
  private long wakeAt;

  SimNode(World world, String name, String region, Address address, List<Address> join) {
    this.world = world;
    this.name = name;
    this.region = region;
    this.address = address;
    this.join = join;
    this.site = new SiteId(1, name.hashCode());
  }

  /** Starts, or starts again with nothing remembered but what its store holds. */
  public void start() {
    running = true;
    life++;
    wakeAt = Long.MAX_VALUE;
    Identity self = new Identity(name, region, address, null, site);
    Evidence alive = Evidence.of(self, State.ALIVE, world.wallMillis());
    members = null;
    swim = new Swim(world.settings, alive, join, world.random.split(), this);
    spread = new Spread(FANOUT, swim::living, world.random.split(), this);
    sync = new Sync(self, SYNC_NANOS, swim::living, world.random.split(), this);
    swim.start(world.now());
    settle();
  }

  public void crash() {
    running = false;
    life++;
  }

  public void leave() {
    swim.leave(world.now());
    settle();
  }

  public void pause(Duration time) {
    pausedUntil = world.now() + time.toNanos();
  }

  public boolean running() {
    return running;
  }

  public long incarnation() {
    return swim.incarnation();
  }

  int life() {
    return life;
  }

  public State believes(String other) {
    Member member = member(other);
    return member == null ? null : member.state();
  }

  public Member member(String other) {
    if (members == null) {
      members = swim.members();
    }
    return members.get(other);
  }

  String view() {
    TreeMap<String, State> states = new TreeMap<>();
    swim.members().byName().forEach((name, member) -> states.put(name, member.state()));
    return running + " " + states;
  }

  /** Commits a version of its own and spreads it. */
  public void commit(Version version) {
    store.add(version);
    spread.committed(version);
    settle();
  }

  void deliver(byte[] bytes, boolean stream) {
    Envelope envelope;
    try {
      envelope = Wire.decode(bytes).orElseThrow();
    } catch (WireException e) {
      throw new AssertionError(e);
    }
    handle(envelope, stream);
    settle();
  }

  /** As if {@code sender} had said it. */
  public void hear(Sender sender, SwimMessage message) {
    swim.onMessage(world.now(), sender, false, message);
    settle();
  }

  private void handle(Envelope envelope, boolean stream) {
    Sender sender = envelope.sender();
    switch (envelope.body()) {
      case Envelope.OfSwim of -> swim.onMessage(world.now(), sender, stream, of.message());
      case Envelope.OfSpread of -> {
        Version version = of.push().version();
        if (!store.vector().contains(version.stream(), version.number())
            && spread.received(version, sender.name())) {
          store.add(version);
        }
      }
      case Envelope.OfSync of ->
          swim.identity(sender.name())
              .ifPresent(from -> sync.onMessage(world.now(), from, of.message()));
    }
  }

  private void settle() {
    long next = Math.min(swim.advance(world.now()), sync.advance(world.now()));
    if (next < wakeAt || wakeAt <= world.now()) {
      wakeAt = next;
      world.at(
          this,
          next,
          () -> {
            if (wakeAt == next) {
              wakeAt = Long.MAX_VALUE;
              settle();
            }
          });
    }
  }

  private byte[] encode(Envelope.Body body) {
    try {
      return Wire.encode(new Envelope(new Sender(name, swim.incarnation()), body));
    } catch (WireException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void send(Address to, SwimMessage message) {
    world.datagram(this, to, encode(new Envelope.OfSwim(message)));
  }

  @Override
  public void sendStream(Address to, SwimMessage message) {
    world.stream(this, to, encode(new Envelope.OfSwim(message)));
  }

  @Override
  public void changed() {
    members = null;
  }

  @Override
  public void nameTaken(Identity other) {
    conflicts.add(other.gossip().toString());
  }

  @Override
  public void tableFull(Identity refused) {
    throw new AssertionError("table full");
  }

  @Override
  public void push(Identity to, Push push) {
    pushes++;
    world.datagram(this, to.gossip(), encode(new Envelope.OfSpread(push)));
  }

  @Override
  public VersionVector vector() {
    return store.vector();
  }

  @Override
  public void send(Identity to, SyncMessage message) {
    world.stream(this, to.gossip(), encode(new Envelope.OfSync(message)));
  }

  @Override
  public void merge(long session, String from, List<Version> versions) {
    versions.forEach(store::add);
    world.at(
        this,
        world.now() + 1_000_000,
        () -> {
          sync.merged(world.now(), session);
          settle();
        });
  }

  @Override
  public void read(Identity reader, long session, List<Wanted> ranges) {
    List<Version> found = store.read(ranges);
    world.at(
        this,
        world.now() + 1_000_000,
        () -> {
          sync.read(reader, session, found);
          settle();
        });
  }
}
