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
    INTERRUPTED;

    /** Whether another thread ended the wait. */
    boolean isSignal() {
      return this == RETRY || this == HANDED_OVER;
    }
  }

  private final Thread thread = Thread.currentThread();

  /** What this thread wants of the word. */
  private final long share;

  /**
   * Written by the waking thread under the queue lock; the volatile read here pairs with it, and
   * makes what the waker did before it visible to the woken.
   */
  private volatile Wake wake = Wake.NONE;

  Waiter(long share) {
    this.share = share;
  }

  long share() {
    return share;
  }

  Wake wake() {
    return wake;
  }

  /**
   * Under the queue lock: whether a signal came before this thread got here to withdraw, because of
   * {@code why}. The signal counts: dropping it would lose it.
   */
  boolean wasSignalledBefore(Wake why) {
    boolean signalled = wake != Wake.NONE;
    if (signalled && why == Wake.INTERRUPTED) {
      Thread.currentThread().interrupt(); // for later
    }
    return signalled;
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
