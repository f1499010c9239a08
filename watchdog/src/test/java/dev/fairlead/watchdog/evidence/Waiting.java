package dev.fairlead.watchdog.evidence;

import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Bounded waits for what another process does. */
final class Waiting {
  private Waiting() {}

  /** Waits until it is true; fails after 30 s. */
  static void until(BooleanSupplier condition) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("did not become true within 30 s");
      }
      Thread.yield();
    }
  }
}
