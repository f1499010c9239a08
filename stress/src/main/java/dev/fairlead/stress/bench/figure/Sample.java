package dev.fairlead.stress.bench.figure;

import java.util.Arrays;
import java.util.List;

/**
 * What several rounds measured of one thing, in one unit.
 *
 * <p>Immutable.
 *
 * @param rounds one value per round, at least one, ascending
 */
public record Sample(List<Double> rounds) {
  /** Sorts the values. */
  public Sample {
    if (rounds.isEmpty()) {
      throw new IllegalArgumentException("a sample needs at least one round");
    }
    rounds = rounds.stream().sorted().toList();
  }

  /** A sample of these values. */
  public static Sample of(double... values) {
    return new Sample(Arrays.stream(values).boxed().toList());
  }

  /** The value in the middle; of two, their mean. */
  public double median() {
    int half = rounds.size() / 2;
    return rounds.size() % 2 == 1
        ? rounds.get(half)
        : (rounds.get(half - 1) + rounds.get(half)) / 2;
  }

  /** The least. */
  public double min() {
    return rounds.getFirst();
  }

  /** The greatest. */
  public double max() {
    return rounds.getLast();
  }
}
