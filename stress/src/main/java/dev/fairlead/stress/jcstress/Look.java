package dev.fairlead.stress.jcstress;

import java.util.function.BooleanSupplier;

/** A short look at what another thread does, so that steps meet that rarely would. */
final class Look {
  /** More would make a round of samples take seconds when the other thread is late. */
  private static final int ROUNDS_MAX = 500;

  private Look() {}

  /** Whether {@code seen} became true while it looked. */
  static boolean until(BooleanSupplier seen) {
    for (int round = 0; round < ROUNDS_MAX; round++) {
      if (seen.getAsBoolean()) {
        return true;
      }
      Thread.onSpinWait();
    }
    return false;
  }
}
