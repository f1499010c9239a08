package dev.fairlead.gossip.spread;

import dev.fairlead.gossip.change.Stream;
import dev.fairlead.gossip.change.Version;
import dev.fairlead.gossip.swim.Choice;
import dev.fairlead.gossip.swim.Identity;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * Decides whom to send a fresh version: pushed at its commit, forwarded once on its first receipt.
 *
 * <pre>
 *   commit ──► up to fanout living members in reach ──first receipt──► fanout others of theirs …
 * </pre>
 *
 * <p>Where everybody in reach gets it from the origin, nobody forwards. What is lost on the way,
 * {@code sync} repairs. Pure; confined to one thread.
 */
public final class Spread {
  /** Versions remembered as seen; beyond it the oldest is forgotten and may be forwarded again. */
  public static final int MAX_SEEN = 20_000;

  /** Members a version is sent to by its origin, and by each that forwards it. */
  public static final int FANOUT = 4;

  private final int fanout;
  private final Supplier<List<Identity>> living;
  private final RandomGenerator random;
  private final SpreadOutput out;
  private final Set<Key> seen = new LinkedHashSet<>();

  /**
   * Nothing seen yet.
   *
   * @param fanout usually {@link #FANOUT}
   * @param living the other members believed alive, now
   */
  public Spread(
      int fanout, Supplier<List<Identity>> living, RandomGenerator random, SpreadOutput out) {
    this.fanout = fanout;
    this.living = living;
    this.random = random;
    this.out = out;
  }

  /** Pushes a version that this node committed. */
  public void committed(Version version) {
    firstTime(version);
    send(version, inReach(version), "");
  }

  /** Takes a version from {@code sender}; true if it is the first copy, which is forwarded. */
  public boolean received(Version version, String sender) {
    if (!firstTime(version)) {
      return false;
    }
    List<Identity> reached = inReach(version);
    if (reached.size() > fanout) {
      send(version, reached, sender);
    }
    return true;
  }

  private void send(Version version, List<Identity> reached, String sender) {
    Choice.some(
            reached,
            fanout,
            random,
            member ->
                !member.name().equals(sender) && !member.site().equals(version.stream().origin()))
        .forEach(member -> out.push(member, new Push(version)));
  }

  private List<Identity> inReach(Version version) {
    return living.get().stream()
        .filter(member -> version.stream().scope().reaches(member.region()))
        .toList();
  }

  private boolean firstTime(Version version) {
    if (!seen.add(new Key(version.stream(), version.number()))) {
      return false;
    }
    if (seen.size() > MAX_SEEN) {
      seen.remove(seen.iterator().next());
    }
    return true;
  }

  private record Key(Stream stream, long number) {}
}
