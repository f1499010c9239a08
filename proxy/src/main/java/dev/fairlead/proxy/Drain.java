package dev.fairlead.proxy;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Lets connections end by themselves, up to a limit. */
final class Drain {
  /** How long a node that stops waits for its connections; then they are cut. */
  static final Duration LIMIT = Duration.ofSeconds(10);

  private static final Duration LOOK = Duration.ofMillis(20);

  private Drain() {}

  /** Stops accepting and waits until nobody is connected any more, or the limit is over. */
  static void finish(Proxy proxy, Duration limit) {
    proxy.drain();
    long deadline = System.nanoTime() + limit.toNanos();
    while (proxy.traffic().connectionsNow() > 0 && System.nanoTime() - deadline < 0) {
      LockSupport.parkNanos(LOOK.toNanos());
    }
  }
}
