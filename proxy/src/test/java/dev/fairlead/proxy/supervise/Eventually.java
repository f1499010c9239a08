package dev.fairlead.proxy.supervise;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for what other processes do, at most a minute. */
final class Eventually {
  private Eventually() {}

  static void holds(BooleanSupplier condition) {
    long end = System.nanoTime() + 60_000_000_000L; // 60 s
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - end > 0) {
        throw new AssertionError("did not become true within a minute");
      }
      LockSupport.parkNanos(5_000_000);
    }
  }

  static void exists(Path path) {
    holds(() -> Files.exists(path));
  }
}
