package dev.fairlead.proxy.overload;

import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * How near each resource is to the point where requests are shed: 0 is far, 1 is there.
 *
 * <pre>
 *                  0       1/3 last answers   2/3 no newcomers   1 shedding
 *   loops        0 ms         60 ms              120 ms           180 ms    a task waits
 *   heap          80 %        85 %                90 %             95 %     left by collections
 *   direct        80 %        85 %                90 %             95 %     held by buffers
 * </pre>
 *
 * <p>Immutable. The worst counts.
 *
 * @param loops of the event loops
 * @param heap of the heap
 * @param direct of memory outside it
 */
public record Pressure(double loops, double heap, double direct) {
  /** Below the 200 ms at which a ping calls a loop stuck, and the watchdog takes note. */
  static final long WORST_LAG_NANOS = TimeUnit.MILLISECONDS.toNanos(180);

  private static final double NO_SHARE = 0.80;
  private static final double WORST_SHARE = 0.95;

  /** Nothing presses. */
  static final Pressure NONE = new Pressure(0, 0, 0);

  static Pressure of(Readings now) {
    return new Pressure(
        within(now.lagNanos() / (double) WORST_LAG_NANOS),
        within((now.heapShare() - NO_SHARE) / (WORST_SHARE - NO_SHARE)),
        within((now.directShare() - NO_SHARE) / (WORST_SHARE - NO_SHARE)));
  }

  private static double within(double pressure) {
    return Math.clamp(pressure, 0, 1);
  }

  /** The one that counts. */
  public double worst() {
    return Math.max(loops, Math.max(heap, direct));
  }

  @Override
  public String toString() {
    return String.format(Locale.ROOT, "loops %.2f, heap %.2f, direct %.2f", loops, heap, direct);
  }
}
