package dev.fairlead.proxy.balance;

import dev.fairlead.catalog.ServiceView;
import dev.fairlead.catalog.model.Instance;
import java.time.Duration;

/**
 * How much of its weight an instance has while it is new.
 *
 * <pre>
 *   1.0 ┤              ╭──────────
 *       │         ╭────╯
 *   0.1 ┤─────────╯
 *       └┬─────────────┬──────────► time since it could take traffic
 *        0             slow_start
 * </pre>
 *
 * <p>Pure. Times are of the clock of {@link Latency}.
 */
final class SlowStart {
  /** So much at least, or it would never warm up. */
  private static final double LEAST = 0.1;

  private SlowStart() {}

  /** The part of the weight of {@code instance} that counts now, above 0 up to 1. */
  static double part(ServiceView view, Instance instance, long now) {
    Duration over = view.policy().choosing().slowStart();
    return over.isZero() ? 1 : part(instance.since(), over.toNanos(), now);
  }

  /**
   * The same.
   *
   * @param since when it could take traffic first; 0 if that was never another way
   * @param over how long it is new
   */
  static double part(long since, long over, long now) {
    return since == 0 ? 1 : Math.clamp((double) (now - since) / (double) over, LEAST, 1);
  }
}
