package dev.fairlead.proxy.balance;

import dev.fairlead.catalog.ServiceView;
import dev.fairlead.catalog.model.Instance;
import dev.fairlead.catalog.model.Instances;
import java.util.function.IntSupplier;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Chooses one of a service's routable instances.
 *
 * <p>{@code P2C}: two at random, the one with less in flight per weight; see Mitzenmacher, "The
 * Power of Two Choices in Randomized Load Balancing", 2001. {@code ROUND_ROBIN}: in turn, by the
 * caller's counter; one that is not free is passed over. {@code HASH}: highest random weight
 * (Thaler and Ravishankar, 1998) over a key, here the client's address, so that losing one instance
 * moves only its own clients.
 *
 * <p>Pure and stateless: randomness, turn and key are arguments. Thread-safe. Allocates nothing
 * once the instances it looks at are made.
 */
public final class Balancer {
  /** Draws that may hit one that is not free, before all are counted. */
  private static final int DRAWS = 8;

  private Balancer() {}

  /**
   * An instance below its hard limit and not tried yet; null if there is none.
   *
   * @param tried those that are no choice
   * @param random for {@code P2C}
   * @param turns grows by one with each choice, for {@code ROUND_ROBIN}
   * @param key for {@code HASH}
   */
  public static @Nullable Instance choose(
      ServiceView view,
      Predicate<Instance> tried,
      RandomGenerator random,
      IntSupplier turns,
      String key) {
    Instances all = view.instances();
    return switch (view.policy().balance()) {
      case P2C -> lessLoadedOfTwo(all, tried, random);
      case ROUND_ROBIN -> nextFrom(turns.getAsInt(), all, tried);
      case HASH -> highestWeight(all, tried, key);
    };
  }

  private static boolean free(Instance instance, Predicate<Instance> tried) {
    return !instance.full() && !tried.test(instance);
  }

  private static @Nullable Instance lessLoadedOfTwo(
      Instances all, Predicate<Instance> tried, RandomGenerator random) {
    int first = draw(all, tried, random, -1);
    if (first < 0) {
      return null;
    }
    Instance a = all.get(first);
    int second = draw(all, tried, random, first);
    if (second < 0) {
      return a;
    }
    Instance b = all.get(second);
    // (inFlight + 1) / weight without division: what it would be with this one more.
    long loadA = (a.load().get() + 1L) * b.weight();
    long loadB = (b.load().get() + 1L) * a.weight();
    return loadA <= loadB ? a : b;
  }

  /** The place of a free one, each equally likely, but not {@code other}; -1 if there is none. */
  private static int draw(
      Instances all, Predicate<Instance> tried, RandomGenerator random, int other) {
    int places = other < 0 ? all.routable() : all.routable() - 1;
    for (int i = 0; i < DRAWS && places > 0; i++) {
      int place = skipping(other, random.nextInt(places));
      if (free(all.get(place), tried)) {
        return place;
      }
    }
    int free = 0;
    for (int i = 0; i < places; i++) {
      free += free(all.get(skipping(other, i)), tried) ? 1 : 0;
    }
    int left = free == 0 ? 0 : random.nextInt(free);
    for (int i = 0; i < places && free > 0; i++) { // one more may be full since they were counted
      if (free(all.get(skipping(other, i)), tried) && left-- == 0) {
        return skipping(other, i);
      }
    }
    return -1;
  }

  private static int skipping(int other, int i) {
    return other >= 0 && i >= other ? i + 1 : i;
  }

  private static @Nullable Instance nextFrom(int turn, Instances all, Predicate<Instance> tried) {
    int places = all.routable();
    for (int i = 0; i < places; i++) {
      Instance next = all.get((Math.floorMod(turn, places) + i) % places);
      if (free(next, tried)) {
        return next;
      }
    }
    return null;
  }

  private static @Nullable Instance highestWeight(
      Instances all, Predicate<Instance> tried, String key) {
    long keyHash = (long) key.hashCode() << 32;
    boolean equalWeights = all.equalWeights();
    Instance best = null;
    double bestScore = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < all.routable(); i++) {
      double uniform = uniform(keyHash ^ all.idHash(i));
      // Weighted rendezvous: -w / ln(u) keeps each share proportional to its weight. It grows with
      // u: among equal weights u itself gives the same order, without the logarithm.
      double score = equalWeights ? uniform : -all.weight(i) / Math.log(uniform);
      if (score > bestScore && free(all.get(i), tried)) {
        bestScore = score;
        best = all.get(i);
      }
    }
    return best;
  }

  /** A number in (0, 1), evenly spread, equal for equal arguments. */
  private static double uniform(long hash) {
    return ((mix(hash) >>> 11) + 0.5) * 0x1.0p-53;
  }

  /** Finalizer of splitmix64 (Steele, Lea, Flood, 2014). */
  private static long mix(long z) {
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
