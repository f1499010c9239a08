package dev.fairlead.proxy;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Lets connections end by themselves, up to a limit. */
final class Drain {
  /** How long a node that stops waits for its connections; then they are cut. */
  static final Duration LIMIT = Duration.ofSeconds(10);

  /**
   * How long connections without a request may stay, for one that is on its way, when the node
   * stops. In a longer drain somebody else serves meanwhile and there is no hurry: they stay until
   * this long before its end.
   */
  private static final Duration IDLE = Duration.ofSeconds(1);

  private static final Duration LOOK = Duration.ofMillis(20);

  private Drain() {}

  /** Stops accepting and waits until nobody is connected any more, or the limit is over. */
  static void finish(Proxy proxy, Duration limit) {
    proxy.drain();
    Duration idle = limit.compareTo(LIMIT) > 0 ? limit.minus(IDLE) : IDLE;
    await(proxy, idle);
    proxy.endIdle();
    await(proxy, limit.minus(idle));
  }

  private static void await(Proxy proxy, Duration limit) {
    long deadline = System.nanoTime() + limit.toNanos();
    while (!proxy.finished() && System.nanoTime() - deadline < 0) {
      LockSupport.parkNanos(LOOK.toNanos());
    }
  }
}
