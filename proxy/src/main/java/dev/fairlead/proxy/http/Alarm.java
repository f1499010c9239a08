package dev.fairlead.proxy.http;

import dev.fairlead.proxy.observe.LoopTime;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Calls one task at a time, again and again set anew: for each request of a connection, usually to
 * be cleared long before.
 *
 * <p>One timer waits for the earliest time it was set to since it last rang, and goes on to the
 * next when it rings too early: that costs nothing at each request. Bound: one timer. Confined to
 * its event loop; {@link #close} must be called.
 */
final class Alarm {
  private final EventLoop loop;
  private @Nullable Runnable task;
  private long at;
  private @Nullable Future<?> timer;
  private long timerAt;
  private boolean closed;

  Alarm(EventLoop loop) {
    this.loop = loop;
  }

  /** Calls {@code next}, and nobody else, at {@code nanos} of {@link System#nanoTime}. */
  void set(long nanos, Runnable next) {
    task = next;
    at = nanos;
    if (timer == null || nanos - timerAt < 0) {
      wind(nanos);
    }
  }

  /** Calls nobody until it is set again. */
  void clear() {
    task = null;
  }

  /** Calls nobody any more. */
  void close() {
    closed = true;
    task = null;
    stop();
  }

  private void stop() {
    if (timer != null) {
      timer.cancel(false);
      timer = null;
    }
  }

  private void wind(long nanos) {
    stop();
    if (!closed) {
      timerAt = nanos;
      timer = loop.schedule(this::ring, nanos - LoopTime.now(), TimeUnit.NANOSECONDS);
    }
  }

  private void ring() {
    timer = null;
    Runnable due = task;
    if (due == null) {
      return;
    }
    if (System.nanoTime() - at < 0) {
      wind(at);
      return;
    }
    task = null;
    due.run();
  }
}
