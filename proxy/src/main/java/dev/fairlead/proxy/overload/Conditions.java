package dev.fairlead.proxy.overload;

import java.time.Duration;
import java.util.function.Supplier;

/**
 * Under which steps are taken.
 *
 * <p>Immutable.
 *
 * @param readings how the process is; asked by one thread
 * @param rise how long pressure must ask for a later step
 * @param fall how long it must ask for an earlier one
 */
public record Conditions(Supplier<Readings> readings, Duration rise, Duration fall) {
  /** Longer than any moment in which everything stands still and nothing is wrong. */
  private static final Duration RISE = Duration.ofSeconds(1);

  private static final Duration FALL = Duration.ofSeconds(5);

  /** Those of a node that serves. */
  public static Conditions of(Supplier<Readings> readings) {
    return new Conditions(readings, RISE, FALL);
  }
}
