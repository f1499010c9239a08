package dev.fairlead.gossip.sync;

import dev.fairlead.gossip.change.Known;
import dev.fairlead.gossip.change.Stream;
import dev.fairlead.gossip.change.Version;
import dev.fairlead.gossip.change.VersionRange;
import dev.fairlead.gossip.change.VersionVector;
import dev.fairlead.gossip.swim.Choice;
import dev.fairlead.gossip.swim.Identity;
import dev.fairlead.gossip.sync.SyncMessage.Batch;
import dev.fairlead.gossip.sync.SyncMessage.Busy;
import dev.fairlead.gossip.sync.SyncMessage.Compare;
import dev.fairlead.gossip.sync.SyncMessage.Heads;
import dev.fairlead.gossip.sync.SyncMessage.Offer;
import dev.fairlead.gossip.sync.SyncMessage.Same;
import dev.fairlead.gossip.sync.SyncMessage.Want;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * Repairs what spread missed: compares with one random member per interval, and pulls the
 * difference.
 *
 * <p>Partners alternate between the own region and the world. Two nodes share the world's streams,
 * and their region's if it is the same. Driven like {@code Swim}: pure, confined to one thread,
 * times in nanoseconds since any fixed origin.
 */
public final class Sync {
  private final Identity self;
  private final long intervalNanos;
  private final Supplier<List<Identity>> living;
  private final RandomGenerator random;
  private final SyncOutput out;
  private final Map<Long, Exchange> exchanges = new TreeMap<>();
  private long nextAt;
  private boolean nearNext;
  private int reading;

  /** The last pull ended at versions that were not taken. */
  private boolean stuck;

  /**
   * Nothing running; compares first when {@link #advance} is first called.
   *
   * @param intervalNanos between two comparisons, on average
   * @param living the other members believed alive, now
   */
  public Sync(
      Identity self,
      long intervalNanos,
      Supplier<List<Identity>> living,
      RandomGenerator random,
      SyncOutput out) {
    this.self = self;
    this.intervalNanos = intervalNanos;
    this.living = living;
    this.random = random;
    this.out = out;
  }

  /** Compares with somebody if it is time; returns when to call again. */
  public long advance(long now) {
    if (now >= nextAt) {
      nextAt = now + intervalNanos * 3 / 4 + random.nextLong(intervalNanos / 2 + 1);
      List<Identity> all = living.get();
      exchanges
          .values()
          .removeIf(exchange -> exchange.deadline < now || !all.contains(exchange.with));
      if (exchanges.size() - pulls() < SyncLimits.COMPARES) {
        partner(all).forEach(member -> compare(now, member));
      }
    }
    return nextAt;
  }

  /** A member appeared: compares at the next {@link #advance}, whatever the interval. */
  public void hurry(long now) {
    nextAt = Math.min(nextAt, now);
  }

  /** Takes a message from a known member. */
  public void onMessage(long now, Identity from, SyncMessage message) {
    switch (message) {
      case Compare compare -> answer(from, compare);
      case Same same -> exchanges.remove(same.session());
      case Heads heads -> onHeads(now, from, heads);
      case Offer offer -> pull(now, new Exchange(random.nextLong(), from), offer.held());
      case Want want -> serve(from, want);
      case Batch batch -> onBatch(now, from, batch);
      case Busy busy -> exchanges.remove(busy.session());
    }
  }

  /** The versions of a batch are durable, or were refused. */
  public void merged(long now, long session) {
    Exchange exchange = exchanges.remove(session);
    if (exchange != null) {
      pull(now, exchange, exchange.theirs);
    }
  }

  /** What was read for {@code reader}; empty if it failed or nothing is held. */
  public void read(Identity reader, long session, List<Version> versions) {
    reading--;
    out.send(reader, new Batch(session, versions));
  }

  /** Comparisons and pulls running now. */
  public int running() {
    return exchanges.size();
  }

  private int pulls() {
    return (int) exchanges.values().stream().filter(Exchange::pulls).count();
  }

  private List<Identity> partner(List<Identity> all) {
    nearNext = !nearNext;
    if (nearNext) {
      List<Identity> near =
          Choice.some(all, 1, random, member -> member.region().equals(self.region()));
      if (!near.isEmpty()) {
        return near;
      }
    }
    return Choice.some(all, 1, random, member -> true);
  }

  private void compare(long now, Identity with) {
    Exchange exchange = new Exchange(random.nextLong(), with);
    exchange.deadline = now + SyncLimits.COMPARE_NANOS;
    exchanges.put(exchange.session, exchange);
    out.send(with, new Compare(exchange.session, Fingerprint.of(sharedWith(with))));
  }

  private void answer(Identity from, Compare compare) {
    VersionVector shared = sharedWith(from);
    if (Fingerprint.of(shared).equals(compare.fingerprint())) {
      out.send(from, new Same(compare.session()));
    } else {
      out.send(from, new Heads(compare.session(), bounded(shared)));
    }
  }

  private void onHeads(long now, Identity from, Heads heads) {
    Exchange exchange = exchanges.get(heads.session());
    if (exchange == null || !exchange.with.equals(from)) {
      return;
    }
    exchanges.remove(heads.session());
    VersionVector mine = sharedWith(from);
    if (!heads.held().missingFrom(mine).isEmpty()) {
      out.send(from, new Offer(heads.session(), bounded(mine)));
    }
    pull(now, exchange, heads.held());
  }

  /**
   * Asks for what is missing of {@code theirs}; ends if nothing is, or the last batch gave none, or
   * enough pulls run.
   */
  private void pull(long now, Exchange exchange, VersionVector theirs) {
    List<Wanted> wanted = wanted(exchange.with, theirs);
    long missing = 0;
    for (Wanted one : wanted) {
      missing += Math.min(one.range().size(), Long.MAX_VALUE - missing);
    }
    if (missing == 0 || missing >= exchange.missing) {
      stuck = missing > 0;
    } else if (pulls() < SyncLimits.PULLS) {
      exchange.missing = missing;
      exchange.theirs = theirs;
      exchange.asked = true;
      exchange.deadline = now + SyncLimits.SILENCE_NANOS;
      exchanges.put(exchange.session, exchange);
      List<Wanted> order = stuck ? fromAnywhere(wanted) : wanted;
      List<Wanted> first = order.subList(0, Math.min(SyncLimits.RANGES, order.size()));
      out.send(exchange.with, new Want(exchange.session, first));
    }
  }

  private List<Wanted> wanted(Identity from, VersionVector theirs) {
    return out.vector().missingFrom(theirs).entrySet().stream()
        .filter(entry -> shares(from, entry.getKey()))
        .filter(entry -> !entry.getKey().origin().equals(self.site()))
        .flatMap(entry -> entry.getValue().stream().map(range -> new Wanted(entry.getKey(), range)))
        .toList();
  }

  /**
   * Begins somewhere by chance: versions that are refused again and again hold up those behind them
   * only for a while.
   */
  private List<Wanted> fromAnywhere(List<Wanted> wanted) {
    int start = random.nextInt(wanted.size());
    Wanted first = wanted.get(start);
    VersionRange range = first.range();
    long number = range.first() + random.nextLong(range.size());
    List<Wanted> order = new ArrayList<>();
    order.add(new Wanted(first.stream(), new VersionRange(number, range.last())));
    order.addAll(wanted.subList(start + 1, wanted.size()));
    order.addAll(wanted.subList(0, start));
    return order;
  }

  private void serve(Identity from, Want want) {
    if (reading >= SyncLimits.READS) {
      out.send(from, new Busy(want.session()));
      return;
    }
    reading++;
    List<Wanted> allowed =
        want.ranges().stream().filter(one -> shares(from, one.stream())).toList();
    out.read(from, want.session(), allowed);
  }

  private void onBatch(long now, Identity from, Batch batch) {
    Exchange exchange = exchanges.get(batch.session());
    if (exchange == null || !exchange.with.equals(from) || !exchange.asked) {
      return;
    }
    if (batch.versions().isEmpty()) {
      exchanges.remove(batch.session());
      return;
    }
    exchange.asked = false;
    exchange.deadline = now + SyncLimits.SILENCE_NANOS;
    out.merge(batch.session(), from.name(), batch.versions());
  }

  private VersionVector sharedWith(Identity other) {
    return out.vector().reaching(other.region().equals(self.region()) ? self.region() : "");
  }

  private boolean shares(Identity other, Stream stream) {
    return stream.scope().reaches(other.region()) && stream.scope().reaches(self.region());
  }

  /** All of {@code vector}, or what fits in a message, from anywhere: in time, all is compared. */
  private VersionVector bounded(VersionVector vector) {
    List<Map.Entry<Stream, Known>> all = List.copyOf(vector.streams().entrySet());
    int start = all.size() <= SyncLimits.STREAMS ? 0 : random.nextInt(all.size());
    Map<Stream, Known> part = new HashMap<>();
    int gaps = 0;
    for (int i = 0; i < Math.min(all.size(), SyncLimits.STREAMS); i++) {
      Map.Entry<Stream, Known> entry = all.get((start + i) % all.size());
      gaps += entry.getValue().gaps().size();
      if (gaps <= SyncLimits.GAPS) {
        part.put(entry.getKey(), entry.getValue());
      }
    }
    return new VersionVector(part);
  }

  /** One comparison, and the pull that follows it. */
  private static final class Exchange {
    private final long session;
    private final Identity with;
    private VersionVector theirs = VersionVector.EMPTY;
    private long missing = Long.MAX_VALUE;
    private long deadline;

    /** Versions were asked for, and none of them have come yet. */
    private boolean asked;

    Exchange(long session, Identity with) {
      this.session = session;
      this.with = with;
    }

    boolean pulls() {
      return missing < Long.MAX_VALUE;
    }
  }
}
