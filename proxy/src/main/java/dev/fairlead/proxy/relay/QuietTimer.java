package dev.fairlead.proxy.relay;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Rings once nothing moved for a time; of all that moves meanwhile it only asks when it would ring.
 *
 * <p>Confined to its event loop.
 */
final class QuietTimer {
  private final EventLoop loop;
  private final long nanos;
  private final LongSupplier lastMove;
  private final Runnable rings;
  private @Nullable Future<?> timer;

  /**
   * Not started yet.
   *
   * @param lastMove when something moved last, as {@link System#nanoTime} counts
   */
  QuietTimer(EventLoop loop, long nanos, LongSupplier lastMove, Runnable rings) {
    this.loop = loop;
    this.nanos = nanos;
    this.lastMove = lastMove;
    this.rings = rings;
  }

  /** Rings after so long from now at the earliest. */
  void start() {
    schedule(nanos);
  }

  private void schedule(long delay) {
    timer = loop.schedule(this::check, delay, TimeUnit.NANOSECONDS);
  }

  private void check() {
    long left = lastMove.getAsLong() + nanos - System.nanoTime();
    if (left <= 0) {
      rings.run();
    } else {
      schedule(left);
    }
  }

  /** Rings no more, and holds nothing any longer. */
  void cancel() {
    if (timer != null) {
      timer.cancel(false); // or it would hold what it rings for until then
    }
  }
}
