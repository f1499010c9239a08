package dev.fairlead.proxy.demo;

import java.time.Duration;

/** Waits for something that another process does, looking often and never longer than a limit. */
final class Waiting {
  private static final Duration EVERY = Duration.ofMillis(5);

  private Waiting() {}

  /** Something that may have happened. */
  interface Condition {
    boolean holds() throws InterruptedException;
  }

  /**
   * Waits until it holds.
   *
   * @return nanoseconds it took, -1 when the limit passed first
   */
  static long until(Duration limit, Condition condition) throws InterruptedException {
    long start = System.nanoTime();
    while (!condition.holds()) {
      if (System.nanoTime() - start > limit.toNanos()) {
        return -1;
      }
      Thread.sleep(EVERY);
    }
    return System.nanoTime() - start;
  }
}
