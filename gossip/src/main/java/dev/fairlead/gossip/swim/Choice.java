package dev.fairlead.gossip.swim;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/** Draws some of many, each equally likely. Stateless. */
public final class Choice {
  private Choice() {}

  /**
   * Up to {@code count} different elements of {@code all} that {@code fits}, in random order.
   *
   * <p>Few of many are drawn by index; otherwise all are shuffled, since drawing by index misses
   * some of a small set.
   */
  public static <T> List<T> some(
      List<T> all, int count, RandomGenerator random, Predicate<? super T> fits) {
    if (all.size() > 10 * count) {
      Set<Integer> drawn = new LinkedHashSet<>();
      for (int tries = 0; tries < 10 * count && drawn.size() < count; tries++) {
        int index = random.nextInt(all.size());
        if (fits.test(all.get(index))) {
          drawn.add(index);
        }
      }
      if (drawn.size() == count) {
        return drawn.stream().map(all::get).toList();
      }
    }
    List<T> fitting = new ArrayList<>();
    all.stream().filter(fits).forEach(fitting::add);
    shuffle(fitting, random);
    return List.copyOf(fitting.subList(0, Math.min(count, fitting.size())));
  }

  /** Puts {@code list} in random order. */
  public static void shuffle(List<?> list, RandomGenerator random) {
    Collections.shuffle(list, random);
  }
}
