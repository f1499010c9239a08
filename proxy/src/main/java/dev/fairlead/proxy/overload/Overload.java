package dev.fairlead.proxy.overload;

import java.time.Duration;

/**
 * Decides on the step, from pressure and time alone.
 *
 * <pre>
 *                  asks for a later step   asks for an earlier one        neither
 *                  all the time for rise   all the time for fall
 *   CALM           LAST_ANSWERS            –                              –
 *   LAST_ANSWERS   NO_NEWCOMERS            CALM                           –
 *   NO_NEWCOMERS   SHEDDING                LAST_ANSWERS                   –
 *   SHEDDING       –                       NO_NEWCOMERS                   –
 * </pre>
 *
 * A dash is the same step. Pressure asks for a later step if it is at or above where that begins,
 * and for an earlier one if it is {@link Step#SLACK} or more below where the present one begins. A
 * single moment, a collection that stops everything for one, asks for nothing. While it sheds, the
 * share grows with every look under full pressure, and shrinks with every look without.
 *
 * <p>Pure; confined to one thread.
 */
final class Overload {
  /** Of new requests, in percent: with which shedding begins, and how it changes with each look. */
  static final int SHED_PERCENT = 5;

  /** Some always pass: their answers tell clients, and us, that it is over. */
  static final int MOST_SHED_PERCENT = 95;

  private final long riseNanos;
  private final long fallNanos;
  private Step step = Step.CALM;
  private int shedPercent;
  private Step.Wish wish = Step.Wish.SAME;
  private long since;

  /** Calm; {@code rise} and {@code fall} are how long pressure must ask for another step. */
  Overload(Duration rise, Duration fall) {
    this.riseNanos = rise.toNanos();
    this.fallNanos = fall.toNanos();
  }

  /** Takes note of the pressure at {@code now}, in nanoseconds; times never go back. */
  Step judge(double pressure, long now) {
    Step.Wish asked = step.wish(pressure);
    if (asked != wish) {
      wish = asked;
      since = now;
    }
    boolean due =
        switch (wish) {
          case LATER -> now - since >= riseNanos;
          case EARLIER -> now - since >= fallNanos;
          case SAME -> false;
        };
    if (due) {
      step = wish == Step.Wish.LATER ? step.up() : step.down();
      wish = Step.Wish.SAME;
    }
    shedPercent = shed(pressure);
    return step;
  }

  private int shed(double pressure) {
    if (step != Step.SHEDDING) {
      return 0;
    }
    int change = Step.of(pressure) == Step.SHEDDING ? SHED_PERCENT : -SHED_PERCENT;
    return Math.clamp(shedPercent + change, SHED_PERCENT, MOST_SHED_PERCENT);
  }

  /** How many of a hundred new requests are shed. */
  int shedPercent() {
    return shedPercent;
  }
}
