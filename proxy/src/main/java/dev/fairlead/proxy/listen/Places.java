package dev.fairlead.proxy.listen;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * A number of connections that may be open at a time.
 *
 * <p>Thread-safe.
 */
public final class Places {
  private final int limit;
  // Pairs with itself: nothing else is published by taking a place.
  private final AtomicInteger taken = new AtomicInteger();

  /** That many; 0 for no limit. */
  public Places(int limit) {
    this.limit = limit;
  }

  /** Takes one; false if there is none. */
  boolean take() {
    if (taken.incrementAndGet() <= limit || limit == 0) {
      return true;
    }
    taken.decrementAndGet();
    return false;
  }

  /** Gives one back. */
  void free() {
    taken.decrementAndGet();
  }

  /** How many there are. */
  int limit() {
    return limit;
  }

  /** How many are taken now. */
  int taken() {
    return taken.get();
  }
}
