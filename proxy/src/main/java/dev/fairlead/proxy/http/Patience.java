package dev.fairlead.proxy.http;

import dev.fairlead.catalog.model.Policy;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * How long an exchange may stand still: {@code timeout} before the response begins, {@code
 * idle_timeout} within it. One timer serves both; progress only notes the time.
 *
 * <p>Confined to its event loop.
 */
final class Patience {
  private final EventLoop loop;
  private final Runnable expired;
  private final long beforeNanos;
  private final long withinNanos;
  private Future<?> timer;
  private long last = System.nanoTime();
  private boolean within;
  private boolean ended;

  Patience(EventLoop loop, Policy policy, Runnable expired) {
    this.loop = loop;
    this.expired = expired;
    this.beforeNanos = nanosOrForever(policy.timeout());
    this.withinNanos = nanosOrForever(policy.idleTimeout());
    this.timer = loop.schedule(this::check, beforeNanos, TimeUnit.NANOSECONDS);
  }

  private static long nanosOrForever(Duration limit) {
    return limit.isZero() ? TimeUnit.DAYS.toNanos(365) : limit.toNanos();
  }

  /** Bytes moved. */
  void progress(boolean responseBegan) {
    last = System.nanoTime();
    within = responseBegan;
  }

  void end() {
    ended = true;
    timer.cancel(false);
  }

  private void check() {
    if (ended) {
      return;
    }
    long left = last + (within ? withinNanos : beforeNanos) - System.nanoTime();
    if (left <= 0) {
      expired.run();
    } else {
      timer = loop.schedule(this::check, left, TimeUnit.NANOSECONDS);
    }
  }
}
