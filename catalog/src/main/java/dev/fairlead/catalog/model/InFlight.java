package dev.fairlead.catalog.model;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Counts what is in flight from this node to one instance.
 *
 * <p>Thread-safe.
 */
public final class InFlight {
  private final AtomicInteger count = new AtomicInteger();

  /** Requests or connections now in flight. */
  public int get() {
    return count.get();
  }

  /**
   * Takes a place if fewer than {@code hard} are taken.
   *
   * @param hard the limit; 0 for none
   */
  public boolean tryAcquire(int hard) {
    if (hard == 0) {
      count.incrementAndGet();
      return true;
    }
    int now = count.get();
    while (now < hard) {
      if (count.compareAndSet(now, now + 1)) {
        return true;
      }
      now = count.get();
    }
    return false;
  }

  /** Gives a place back; once for every successful {@link #tryAcquire}. */
  public void release() {
    if (count.decrementAndGet() < 0) {
      throw new IllegalStateException("released more often than acquired");
    }
  }
}
