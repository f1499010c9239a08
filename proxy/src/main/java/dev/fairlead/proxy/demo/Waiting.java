package dev.fairlead.proxy.demo;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Waits for something that another process does, looking often and never longer than a limit. */
final class Waiting {
  private static final Duration EVERY = Duration.ofMillis(2);

  private Waiting() {}

  /**
   * Something that may have happened.
   *
   * @param <X> what may go wrong while looking
   */
  interface Condition<X extends Exception> {
    boolean holds() throws X, InterruptedException;
  }

  /**
   * Waits until it holds.
   *
   * @return nanoseconds it took, -1 when the limit passed first
   */
  static <X extends Exception> long until(Duration limit, Condition<X> condition)
      throws X, InterruptedException {
    long start = System.nanoTime();
    while (!condition.holds()) {
      if (System.nanoTime() - start > limit.toNanos()) {
        return -1;
      }
      pause(EVERY.toNanos());
    }
    return System.nanoTime() - start;
  }

  /** Lets time pass; at most as much, since a waiting thread may be woken for no reason. */
  static void pause(long nanos) throws InterruptedException {
    LockSupport.parkNanos(nanos);
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
  }
}
