package dev.fairlead.gossip.swim;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The largest claim this node ever admitted about every member, itself included.
 *
 * <p>Keyed by name, so a node that restarts with a new address or incarnation replaces itself
 * instead of adding up. Bounded by {@link SwimSettings#MAX_MEMBERS}: then the member longest dead
 * makes room, and if none is dead the new one is refused. Confined to one thread.
 */
final class MemberTable {
  private final String self;
  private final TreeMap<String, Entry> entries = new TreeMap<>();
  private final List<Entry> living = new ArrayList<>();
  private long fingerprint;

  MemberTable(String self) {
    this.self = self;
  }

  @Nullable Entry get(String name) {
    return entries.get(name);
  }

  Collection<Entry> all() {
    return Collections.unmodifiableCollection(entries.values());
  }

  /** Those believed alive or suspect, without this node, in the order they came. */
  List<Entry> living() {
    return Collections.unmodifiableList(living);
  }

  int size() {
    return entries.size();
  }

  /** Equal on two nodes whose tables agree; the chance of a false match is about 2^-64. */
  long fingerprint() {
    return fingerprint;
  }

  /** Stores {@code claim}; false if it is about a new member and nobody can make room. */
  boolean put(Evidence claim, long now) {
    Entry entry = entries.get(claim.who().name());
    if (entry == null) {
      if (entries.size() >= SwimSettings.MAX_MEMBERS && !evictLongestDead()) {
        return false;
      }
      entry = new Entry(claim, now);
      entries.put(claim.who().name(), entry);
    } else {
      fingerprint ^= hash(entry.claim);
      moveWhere(entry, claim, now);
    }
    fingerprint ^= hash(claim);
    list(entry);
    return true;
  }

  /** Forgets members dead or gone since before {@code before}; whether there were any. */
  boolean forgetDead(long before) {
    List<Entry> old =
        entries.values().stream()
            .filter(entry -> !entry.claim.state().routable() && entry.since < before)
            .toList();
    old.forEach(this::remove);
    return !old.isEmpty();
  }

  Members snapshot() {
    return Members.of(entries.values().stream().map(Entry::toMember).toList());
  }

  private static void moveWhere(Entry entry, Evidence claim, long now) {
    if (entry.claim.state() != claim.state()) {
      entry.since = now;
    }
    if (!entry.claim.who().gossip().equals(claim.who().gossip())) {
      entry.roundTripNanos = -1;
    }
    entry.claim = claim;
  }

  private void list(Entry entry) {
    boolean shouldBe = entry.claim.state().routable() && !entry.claim.who().name().equals(self);
    if (shouldBe && !entry.listed) {
      living.add(entry);
    } else if (!shouldBe && entry.listed) {
      living.remove(entry);
    }
    entry.listed = shouldBe;
  }

  private boolean evictLongestDead() {
    Entry oldest = null;
    for (Entry entry : entries.values()) {
      if (!entry.claim.state().routable() && (oldest == null || entry.since < oldest.since)) {
        oldest = entry;
      }
    }
    if (oldest != null) {
      remove(oldest);
    }
    return oldest != null;
  }

  private void remove(Entry entry) {
    fingerprint ^= hash(entry.claim);
    entries.remove(entry.claim.who().name());
  }

  private static long hash(Evidence claim) {
    long hash = mix(claim.incarnation() * 31 + claim.state().name().hashCode());
    String name = claim.who().name();
    for (int i = 0; i < name.length(); i++) {
      hash = mix(hash + name.charAt(i));
    }
    return hash;
  }

  /** The finalizer of SplitMix64: every input bit reaches every output bit. */
  private static long mix(long value) {
    long z = value + 0x9E3779B97F4A7C15L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  /** One member. */
  static final class Entry {
    private Evidence claim;
    private long since;
    private boolean listed;
    private long roundTripNanos = -1;
    private long shownRoundTripNanos = -1;

    private Entry(Evidence claim, long since) {
      this.claim = claim;
      this.since = since;
    }

    Evidence claim() {
      return claim;
    }

    Identity who() {
      return claim.who();
    }

    /** Smooths {@code sample} in; whether the figure others see moved by more than a quarter. */
    boolean roundTrip(long sample) {
      roundTripNanos = roundTripNanos < 0 ? sample : roundTripNanos + (sample - roundTripNanos) / 8;
      if (Math.abs(roundTripNanos - shownRoundTripNanos) * 4 <= shownRoundTripNanos) {
        return false;
      }
      shownRoundTripNanos = roundTripNanos;
      return true;
    }

    private Member toMember() {
      Duration roundTrip = roundTripNanos < 0 ? null : Duration.ofNanos(roundTripNanos);
      Identity who = claim.who();
      return new Member(
          who.name(),
          who.region(),
          who.gossip(),
          who.backhaul(),
          claim.state(),
          claim.incarnation(),
          roundTrip);
    }

    @Override
    public String toString() {
      return claim.who().name() + " " + claim.state() + "@" + claim.incarnation();
    }
  }
}
