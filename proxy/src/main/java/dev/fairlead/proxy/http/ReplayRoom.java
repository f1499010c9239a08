package dev.fairlead.proxy.http;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How much all exchanges of a node may keep of their requests' bodies, to send them again.
 *
 * <p>Thread-safe. When it is full, further bodies are not kept, and their requests not sent again.
 */
public final class ReplayRoom {
  /** What a node keeps at most. */
  static final long NODE_BYTES = 64L * 1024 * 1024;

  /** Changed by compare-and-set, which pairs with itself: never more than the bound is taken. */
  private final AtomicLong taken = new AtomicLong();

  /** Takes room for so many bytes; false if there is not that much. */
  boolean take(int bytes) {
    long now = taken.get();
    while (now + bytes <= NODE_BYTES) {
      if (taken.compareAndSet(now, now + bytes)) {
        return true;
      }
      now = taken.get();
    }
    return false;
  }

  /** Gives room back. */
  void give(int bytes) {
    taken.addAndGet(-bytes);
  }

  /** What is taken. */
  long taken() {
    return taken.get();
  }
}
