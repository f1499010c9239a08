package dev.fairlead.proxy.e2e;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.junit.jupiter.api.Assertions;

/** Waits for something another process brings about. */
final class Eventually {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Duration STEP = Duration.ofMillis(20);

  private Eventually() {}

  /** Returns once {@code condition} holds; fails with the claim after a generous limit. */
  static void holds(String claim, BooleanSupplier condition) {
    holds(() -> claim, condition);
  }

  /** Returns once {@code condition} holds; fails with the claim after a generous limit. */
  static void holds(Supplier<String> claim, BooleanSupplier condition) {
    long end = System.nanoTime() + LIMIT.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        Assertions.fail("never happened: " + claim.get());
      }
      LockSupport.parkNanos(STEP.toNanos());
    }
  }
}
