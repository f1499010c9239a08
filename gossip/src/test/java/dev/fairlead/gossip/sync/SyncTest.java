package dev.fairlead.gossip.sync;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.gossip.change.Known;
import dev.fairlead.gossip.change.Scope;
import dev.fairlead.gossip.change.SiteId;
import dev.fairlead.gossip.change.Stream;
import dev.fairlead.gossip.change.Version;
import dev.fairlead.gossip.change.VersionRange;
import dev.fairlead.gossip.change.VersionVector;
import dev.fairlead.gossip.swim.Address;
import dev.fairlead.gossip.swim.Identity;
import dev.fairlead.gossip.sync.SyncMessage.Batch;
import dev.fairlead.gossip.sync.SyncMessage.Compare;
import dev.fairlead.gossip.sync.SyncMessage.Heads;
import dev.fairlead.gossip.sync.SyncMessage.Offer;
import dev.fairlead.gossip.sync.SyncMessage.Want;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** One side of a synchronisation, driven message by message. */
class SyncTest {
  private static final Identity SELF = identity("self", 1);
  private static final Identity PEER = identity("peer", 2);
  private static final Stream REFUSED = new Stream(new SiteId(3, 3), Scope.WORLD);
  private static final Stream TAKEN = new Stream(new SiteId(4, 4), Scope.WORLD);

  private final List<SyncMessage> sent = new ArrayList<>();
  private VersionVector held = VersionVector.EMPTY;
  private int merges;
  private final Sync sync =
      new Sync(SELF, 1_000, () -> List.of(PEER), new SplittableRandom(7), new World());

  /** Sends into {@link #sent}; takes every version but those of {@link #REFUSED}. */
  private final class World implements SyncOutput {
    @Override
    public VersionVector vector() {
      return held;
    }

    @Override
    public void send(Identity to, SyncMessage message) {
      sent.add(message);
    }

    @Override
    public void merge(long session, String from, List<Version> versions) {
      merges++;
      for (Version version : versions) {
        if (!version.stream().equals(REFUSED)) {
          long number = version.number();
          held = held.plus(version.stream(), new VersionRange(number, number));
        }
      }
    }

    @Override
    public void read(Identity reader, long session, List<Wanted> ranges) {
      throw new AssertionError("nobody asks");
    }
  }

  @Test
  void streamsBeyondOneMessageAreSentInTime() {
    Map<Stream, Known> streams = new HashMap<>();
    for (int i = 0; i < 3 * SyncLimits.STREAMS; i++) {
      streams.put(new Stream(new SiteId(9, i), Scope.WORLD), new Known(1, List.of()));
    }
    held = new VersionVector(streams);
    Set<Stream> seen = new HashSet<>();
    for (int round = 0; round < 50; round++) {
      sync.onMessage(0, PEER, new Compare(round, new Fingerprint(0, 0)));
      Heads heads = (Heads) sent.removeLast();
      assertTrue(heads.held().streams().size() <= SyncLimits.STREAMS);
      seen.addAll(heads.held().streams().keySet());
    }
    assertEquals(streams.keySet(), seen);
  }

  @Test
  void versionsThatAreRefusedAgainAndAgainHoldUpNobodyForLong() {
    VersionVector theirs =
        new VersionVector(
            Map.of(REFUSED, new Known(1_000, List.of()), TAKEN, new Known(10, List.of())));
    int rounds = 0;
    while (held.of(TAKEN).head() < 10 || held.of(TAKEN).missing() > 0) {
      assertTrue(++rounds < 1_000, "not within 1000 rounds");
      sync.onMessage(rounds, PEER, new Offer(rounds, theirs));
      while (!sent.isEmpty()) {
        Want want = (Want) sent.removeFirst();
        Wanted first = want.ranges().getFirst();
        Version version = new Version(first.stream(), first.range().first(), 1, List.of());
        sync.onMessage(rounds, PEER, new Batch(want.session(), List.of(version)));
        sync.merged(rounds, want.session());
      }
    }
  }

  @Test
  void batchThatNobodyAskedForIsIgnored() {
    sync.onMessage(
        0, PEER, new Offer(1, new VersionVector(Map.of(TAKEN, new Known(9, List.of())))));
    long session = sent.getFirst().session();
    Batch batch = new Batch(session, List.of(new Version(TAKEN, 1, 1, List.of())));
    sync.onMessage(0, PEER, batch);
    sync.onMessage(0, PEER, batch);
    sync.onMessage(0, PEER, new Batch(77, batch.versions()));
    assertEquals(1, merges);
  }

  @Test
  void partnerThatDiedKeepsNobodyWaiting() {
    List<Identity> living = new ArrayList<>(List.of(PEER));
    Sync mine = new Sync(SELF, 1_000, () -> living, new SplittableRandom(7), new World());
    for (long now = 0; now < 20_000; now += 1_000) {
      mine.advance(now);
    }
    assertEquals(SyncLimits.COMPARES, mine.running());
    living.set(0, identity("other", 5));
    sent.clear();
    mine.advance(30_000);
    assertEquals(1, mine.running());
    assertEquals(1, sent.size());
  }

  private static Identity identity(String name, long site) {
    return new Identity(name, "ams", new Address("127.0.0.1", 1), null, new SiteId(site, site));
  }
}
