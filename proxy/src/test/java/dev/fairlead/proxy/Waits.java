package dev.fairlead.proxy;

import dev.fairlead.catalog.model.Policy;
import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Bounded waits and small values the tests of the data plane share. */
public final class Waits {
  private Waits() {}

  /** Waits for a condition that others make true; fails after 20 s. */
  public static void until(BooleanSupplier condition) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("did not become true within 20 s");
      }
      Thread.onSpinWait();
      Thread.yield();
    }
  }

  static Policy policy(int retries, Duration timeout, Duration queueWait) {
    return Policy.DEFAULT
        .withBalance(Policy.Balance.ROUND_ROBIN)
        .withRetries(retries)
        .withTimeout(timeout)
        .withIdleTimeout(Duration.ofSeconds(30))
        .withQueueWait(queueWait);
  }

  static int deadPort() throws IOException {
    try (ServerSocket unused = new ServerSocket(0)) {
      return unused.getLocalPort();
    }
  }
}
