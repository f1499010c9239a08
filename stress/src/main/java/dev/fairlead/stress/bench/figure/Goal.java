package dev.fairlead.stress.bench.figure;

/**
 * A bound that a figure should keep to.
 *
 * <p>Immutable.
 *
 * @param side on which side of the bound it should be
 * @param bound the bound, in the figure's unit
 */
public record Goal(Side side, double bound) {
  /** On which side of a bound a figure should be. */
  public enum Side {
    /** At most the bound. */
    AT_MOST,
    /** At least the bound. */
    AT_LEAST
  }

  /** At most {@code bound}. */
  public static Goal atMost(double bound) {
    return new Goal(Side.AT_MOST, bound);
  }

  /** At least {@code bound}. */
  public static Goal atLeast(double bound) {
    return new Goal(Side.AT_LEAST, bound);
  }

  /** Whether {@code value} keeps to it. */
  public boolean reachedBy(double value) {
    return switch (side) {
      case AT_MOST -> value <= bound;
      case AT_LEAST -> value >= bound;
    };
  }

  String text() {
    return switch (side) {
          case AT_MOST -> "≤ ";
          case AT_LEAST -> "≥ ";
        }
        + Numbers.text(bound);
  }
}
