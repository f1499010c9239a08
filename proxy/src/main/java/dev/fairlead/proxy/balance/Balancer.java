package dev.fairlead.proxy.balance;

import dev.fairlead.catalog.ServiceView;
import dev.fairlead.catalog.model.Ejection;
import dev.fairlead.catalog.model.Instance;
import dev.fairlead.catalog.model.Instances;
import dev.fairlead.catalog.model.Maglev;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Chooses one of a service's routable instances.
 *
 * <p>{@code P2C}: two at random, the cheaper one; see Mitzenmacher, "The Power of Two Choices in
 * Randomized Load Balancing", 2001. What one costs is how fast it answers × (what is in flight + 1)
 * ÷ weight; one below its soft limit is cheaper than one that is not. Before both have answered
 * once only what is in flight counts: so a new instance pays no penalty, and nobody runs to it
 * either. {@code ROUND_ROBIN}: in turn, by the caller's counter; one that is not free is passed
 * over. One that is new has a part of its weight in the former, and leaves turns to anybody in the
 * latter, see {@link SlowStart}. {@code HASH}: by a table over a key of the client, see {@link
 * Maglev}; when the instance it leads to is not free, or has much more in flight than its share
 * (Mirrokni, Thorup, Zadimoghaddam, "Consistent Hashing with Bounded Loads", 2018), the key moves
 * on to the next slot.
 *
 * <p>Pure and stateless: randomness, turn, key and time are arguments. Thread-safe. Allocates
 * nothing once the instances it looks at are made.
 */
public final class Balancer {
  /** Draws that may hit one that is not free, before all are counted. */
  private static final int DRAWS = 8;

  /** Slots that may lead to one that is not free or has too much to do, before any will do. */
  private static final int PROBES = 64;

  private Balancer() {}

  /**
   * An instance below its hard limit, not tried yet and not ejected; null if there is none.
   *
   * <p>When too many are ejected, or no other is left, it may be one of those: better one that may
   * fail than none.
   *
   * @param now what the time is, on the clock of {@link Latency} and {@link TrackRecord}
   */
  public static @Nullable Instance choose(ServiceView view, Asker asker, long now) {
    Instance chosen =
        switch (view.policy().balance()) {
          case P2C -> cheaperOfTwo(view, asker, now);
          case ROUND_ROBIN -> inTurn(view, asker, now);
          case HASH -> byTable(view, asker, now);
        };
    return chosen != null ? chosen : ejectedOne(view.instances(), asker);
  }

  /** The instance at {@code place}, for who was there before; null if it would not be chosen. */
  public static @Nullable Instance again(ServiceView view, int place, Asker asker, long now) {
    Instance instance = view.instances().get(place);
    return free(instance, view, asker, now) ? instance : null;
  }

  private static boolean free(Instance instance, ServiceView view, Asker asker, long now) {
    return !instance.full()
        && !asker.tried().test(instance)
        && (!TrackRecord.ejected(instance.load().record(), now) || ignored(view, now));
  }

  /** Whether ejection counts for nothing: by the policy, or because too many are. */
  private static boolean ignored(ServiceView view, long now) {
    Ejection rules = view.policy().choosing().ejection();
    return rules.never() || Survey.panics(view.instances(), rules, now);
  }

  /** Any that is below its hard limit and not tried: of those that are not ejected none is. */
  private static @Nullable Instance ejectedOne(Instances all, Asker asker) {
    int places = all.routable();
    int first = places == 0 ? 0 : asker.random().nextInt(places);
    for (int i = 0; i < places; i++) {
      Instance next = all.get((first + i) % places);
      if (!next.full() && !asker.tried().test(next)) {
        return next;
      }
    }
    return null;
  }

  private static @Nullable Instance cheaperOfTwo(ServiceView view, Asker asker, long now) {
    int first = draw(view, asker, now, -1);
    if (first < 0) {
      return null;
    }
    Instance a = view.instances().get(first);
    int second = draw(view, asker, now, first);
    return second < 0 ? a : cheaper(a, view.instances().get(second), view, now);
  }

  private static Instance cheaper(Instance a, Instance b, ServiceView view, long now) {
    if (a.busy() != b.busy()) {
      return a.busy() ? b : a;
    }
    // Without division: the cost of each times both weights.
    double costA = (a.load().get() + 1.0) * b.weight() * SlowStart.part(view, b, now);
    double costB = (b.load().get() + 1.0) * a.weight() * SlowStart.part(view, a, now);
    long answersA = a.load().latency();
    long answersB = b.load().latency();
    if (Latency.known(answersA) && Latency.known(answersB)) {
      costA *= Latency.nanos(answersA, now);
      costB *= Latency.nanos(answersB, now);
    }
    return costA <= costB ? a : b;
  }

  /** The place of a free one, each equally likely, but not {@code other}; -1 if there is none. */
  private static int draw(ServiceView view, Asker asker, long now, int other) {
    Instances all = view.instances();
    RandomGenerator random = asker.random();
    int places = other < 0 ? all.routable() : all.routable() - 1;
    for (int i = 0; i < DRAWS && places > 0; i++) {
      int place = skipping(other, random.nextInt(places));
      if (free(all.get(place), view, asker, now)) {
        return place;
      }
    }
    int free = 0;
    for (int i = 0; i < places; i++) {
      free += free(all.get(skipping(other, i)), view, asker, now) ? 1 : 0;
    }
    int left = free == 0 ? 0 : random.nextInt(free);
    for (int i = 0; i < places && free > 0; i++) { // one more may be full since they were counted
      if (free(all.get(skipping(other, i)), view, asker, now) && left-- == 0) {
        return skipping(other, i);
      }
    }
    return -1;
  }

  private static int skipping(int other, int i) {
    return other >= 0 && i >= other ? i + 1 : i;
  }

  private static @Nullable Instance inTurn(ServiceView view, Asker asker, long now) {
    Instance next = nextFrom(asker.turns().getAsInt(), view, asker, now);
    double part = next == null ? 1 : SlowStart.part(view, next, now);
    if (part == 1 || asker.random().nextDouble() < part) {
      return next;
    }
    return nextFrom(asker.random().nextInt(view.instances().routable()), view, asker, now);
  }

  private static @Nullable Instance nextFrom(int turn, ServiceView view, Asker asker, long now) {
    Instances all = view.instances();
    int places = all.routable();
    for (int i = 0; i < places; i++) {
      Instance next = all.get((Math.floorMod(turn, places) + i) % places);
      if (free(next, view, asker, now)) {
        return next;
      }
    }
    return null;
  }

  private static @Nullable Instance byTable(ServiceView view, Asker asker, long now) {
    Instances all = view.instances();
    if (all.routable() == 0) {
      return null;
    }
    Maglev table = all.hashing();
    int slot = table.slot(mix(asker.client().key(view.policy().choosing().hashOn()).hashCode()));
    Instance loaded = null;
    for (int i = 0; i < PROBES; i++) {
      Instance next = all.get(table.place(slot));
      if (free(next, view, asker, now)) {
        if (!Survey.overloaded(next, view, table.weights(), now)) {
          return next;
        }
        loaded = loaded == null ? next : loaded;
      }
      slot = slot + 1 < table.slots() ? slot + 1 : 0;
    }
    return loaded != null ? loaded : nextFrom(slot, view, asker, now);
  }

  /** Finalizer of splitmix64 (Steele, Lea, Flood, 2014). */
  private static long mix(long z) {
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
