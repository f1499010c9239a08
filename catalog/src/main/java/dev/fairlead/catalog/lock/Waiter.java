package dev.fairlead.catalog.lock;

import java.util.concurrent.locks.LockSupport;

/**
 * One thread that waits for a {@link WordLock}, for one wait.
 *
 * <p>Signalled at most once, under the queue lock; unparked after the queue lock was released.
 */
final class Waiter {
  /** How a wait ended, or that it did not yet. */
  enum Wake {
    /** Still waiting. */
    NONE,
    /** Something changed: try again. */
    RETRY,
    /** The releasing thread already put this thread's share into the word. */
    HANDED_OVER,
    /** The deadline passed. */
    TIMED_OUT,
    /** The thread was interrupted. */
    INTERRUPTED
  }

  private final Thread thread = Thread.currentThread();

  /** What this thread would add to the word: {@code ONE_READER} or {@code WRITER}. */
  private final long token;

  /**
   * Written by the waking thread under the queue lock; the volatile read here pairs with it, and
   * makes what the waker did before it visible to the woken.
   */
  private volatile Wake wake = Wake.NONE;

  Waiter(long token) {
    this.token = token;
  }

  long token() {
    return token;
  }

  Wake wake() {
    return wake;
  }

  void signal(Wake how) {
    wake = how;
  }

  void unpark() {
    LockSupport.unpark(thread);
  }

  /**
   * Sleeps until signalled, interrupted (the flag is then cleared), or {@code deadline} by {@link
   * System#nanoTime()} passed.
   */
  Wake await(Object blocker, long deadline) {
    while (wake == Wake.NONE) {
      if (Thread.interrupted()) {
        return Wake.INTERRUPTED;
      }
      long left = deadline - System.nanoTime();
      if (left <= 0) {
        return Wake.TIMED_OUT;
      }
      LockSupport.parkNanos(blocker, left);
    }
    return wake;
  }
}
