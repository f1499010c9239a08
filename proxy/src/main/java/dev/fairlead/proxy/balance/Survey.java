package dev.fairlead.proxy.balance;

import dev.fairlead.catalog.ServiceView;
import dev.fairlead.catalog.model.Ejection;
import dev.fairlead.catalog.model.InFlight;
import dev.fairlead.catalog.model.Instance;
import dev.fairlead.catalog.model.Instances;

/**
 * What is true of all instances of a view together.
 *
 * <p>Looking at all of them is too dear for each choice: a count is kept in the view, with the time
 * it was made, and made again by whoever needs it when it is old: how many are ejected after a
 * tenth of a second, what is in flight after a millisecond; later in views of more than ten
 * thousand and a thousand, so that counting takes at most some thousandths of a loop's time. Pure,
 * but for those words. Thread-safe: at worst two loops count at once.
 *
 * <pre>
 *   63                        32 31                         0
 *   ┌───────────────────────────┬───────────────────────────┐
 *   │ when, in ticks of 2^20 ns │ 1 + the count             │   0: never counted
 *   └───────────────────────────┴───────────────────────────┘
 * </pre>
 */
public final class Survey {
  private static final int TICK_SHIFT = 20; // 1.05 ms
  private static final int LEAST_TICKS = 96; // 100 ms
  private static final int INSTANCES_PER_TICK = 100;

  private static final int SUMMED_PER_TICK = 1_000;

  /**
   * Fewer in flight are no load: what a browser opens at once for one page must not be spread over
   * all instances because nobody else is there.
   */
  private static final int NO_LOAD = 16;

  private Survey() {}

  /** Whether more are ejected than may be: then that they are counts for nothing. */
  public static boolean panics(Instances all, Ejection rules, long now) {
    return ejected(all, now) * 100L > (long) rules.share() * all.routable();
  }

  /** How many are ejected, give or take what changed in the last moments. */
  static int ejected(Instances all, long now) {
    long kept = all.ejectedWord();
    int tick = (int) (now >> TICK_SHIFT);
    int age = tick - (int) (kept >>> Integer.SIZE);
    int fresh = Math.max(LEAST_TICKS, all.routable() / INSTANCES_PER_TICK);
    if (kept != 0 && age >= 0 && age < fresh) {
      return (int) kept - 1;
    }
    int count = countEjected(all, now);
    all.ejectedWord((long) tick << Integer.SIZE | (count + 1));
    return count;
  }

  /** Whether one more would be too much for an instance, measured by its share of all. */
  static boolean overloaded(Instance instance, ServiceView view, long weights, long now) {
    int percent = view.policy().choosing().hashBalance();
    int load = instance.load().get();
    if (percent == 0 || load < NO_LOAD) {
      return false;
    }
    int total = Math.max(inFlight(view.instances(), now), load);
    double share = (total + 1.0) * instance.weight() / (double) weights;
    return load + 1 > Math.ceil(share * percent / 100);
  }

  /** What is in flight to all, give or take what changed in the last moments. */
  private static int inFlight(Instances all, long now) {
    long kept = all.inFlightWord();
    int tick = (int) (now >> TICK_SHIFT);
    int age = tick - (int) (kept >>> Integer.SIZE);
    int fresh = Math.max(1, all.routable() / SUMMED_PER_TICK);
    if (kept != 0 && age >= 0 && age < fresh) {
      return (int) kept - 1;
    }
    int sum = 0;
    for (int i = 0; i < all.routable(); i++) {
      InFlight load = all.used(i);
      sum += load == null ? 0 : load.get();
    }
    all.inFlightWord((long) tick << Integer.SIZE | (sum + 1));
    return sum;
  }

  private static int countEjected(Instances all, long now) {
    int count = 0;
    for (int i = 0; i < all.routable(); i++) {
      InFlight load = all.used(i);
      count += load != null && TrackRecord.ejected(load.record(), now) ? 1 : 0;
    }
    return count;
  }
}
