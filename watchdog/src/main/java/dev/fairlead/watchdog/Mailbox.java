package dev.fairlead.watchdog;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What other threads have seen, as steps for the supervising thread to take, in order.
 *
 * <p>Holds at most {@link #MAX_STEPS}: whoever has more to tell waits, which only a process that
 * floods its link can come to. Thread-safe.
 */
final class Mailbox {
  /** Steps that wait. */
  static final int MAX_STEPS = 4096;

  private final BlockingQueue<Runnable> steps = new LinkedBlockingQueue<>(MAX_STEPS);

  /** Leaves a step. */
  void post(Runnable step) {
    boolean interrupted = false;
    while (true) {
      try {
        steps.put(step);
        break;
      } catch (InterruptedException notNow) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** The next step; null when none comes within the limit. */
  @Nullable Runnable take(Duration limit) throws InterruptedException {
    return steps.poll(limit.toNanos(), TimeUnit.NANOSECONDS);
  }
}
