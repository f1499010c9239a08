package dev.fairlead.proxy.balance;

import dev.fairlead.catalog.model.Instance;
import dev.fairlead.catalog.model.Policy.Balance;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Chooses one of several candidates.
 *
 * <p>{@code P2C}: two at random, the one with less in flight per weight; see Mitzenmacher, "The
 * Power of Two Choices in Randomized Load Balancing", 2001. {@code ROUND_ROBIN}: in turn, by the
 * caller's counter. {@code HASH}: highest random weight (Thaler and Ravishankar, 1998) over a key,
 * here the client's address, so that losing one instance moves only its own clients.
 *
 * <p>Pure and stateless: randomness, turn and key are arguments. Thread-safe.
 */
public final class Balancer {
  private Balancer() {}

  /**
   * What a choice may depend on besides the candidates.
   *
   * @param random for {@code P2C}
   * @param turn grows by one with each choice, for {@code ROUND_ROBIN}
   * @param key for {@code HASH}
   */
  public record Choice(RandomGenerator random, int turn, String key) {}

  /** The chosen one of {@code candidates}, which holds at least one. */
  public static Instance choose(Balance balance, List<Instance> candidates, Choice choice) {
    if (candidates.size() == 1) {
      return candidates.getFirst();
    }
    return switch (balance) {
      case P2C -> lessLoadedOfTwo(candidates, choice.random());
      case ROUND_ROBIN -> candidates.get(Math.floorMod(choice.turn(), candidates.size()));
      case HASH -> highestWeight(candidates, choice.key());
    };
  }

  private static Instance lessLoadedOfTwo(List<Instance> candidates, RandomGenerator random) {
    int first = random.nextInt(candidates.size());
    int second = random.nextInt(candidates.size() - 1);
    if (second >= first) {
      second++; // two different ones, all pairs equally likely
    }
    Instance a = candidates.get(first);
    Instance b = candidates.get(second);
    // (inFlight + 1) / weight without division: what it would be with this one more.
    long loadA = (a.load().get() + 1L) * b.weight();
    long loadB = (b.load().get() + 1L) * a.weight();
    return loadA <= loadB ? a : b;
  }

  private static Instance highestWeight(List<Instance> candidates, String key) {
    Instance best = candidates.getFirst();
    double bestScore = Double.NEGATIVE_INFINITY;
    for (Instance candidate : candidates) {
      double uniform = uniform(key, candidate.id());
      // Weighted rendezvous: -w / ln(u) keeps each share proportional to its weight.
      double score = -candidate.weight() / Math.log(uniform);
      if (score > bestScore) {
        bestScore = score;
        best = candidate;
      }
    }
    return best;
  }

  /** A number in (0, 1), evenly spread, equal for equal arguments. */
  private static double uniform(String key, String id) {
    long mixed = mix((long) key.hashCode() << 32 ^ id.hashCode() * 0x9E3779B97F4A7C15L);
    return ((mixed >>> 11) + 0.5) * 0x1.0p-53;
  }

  /** Finalizer of splitmix64 (Steele, Lea, Flood, 2014). */
  private static long mix(long z) {
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
