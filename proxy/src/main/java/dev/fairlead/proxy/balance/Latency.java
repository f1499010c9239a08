package dev.fairlead.proxy.balance;

import dev.fairlead.catalog.model.InFlight;
import java.util.concurrent.TimeUnit;

/**
 * How fast an instance answers: an average over time that rises at once and falls slowly, the "peak
 * EWMA" of Finagle and linkerd.
 *
 * <p>An answer that took longer than the average becomes the average. A faster one draws it down,
 * {@code average × w + answer × (1 − w)}, where {@code w = e^(−Δt/τ)} and Δt is the time since the
 * last one. Who looks at it later sees it fall towards 0 in the same way, so that an instance that
 * was slow once is tried again.
 *
 * <pre>
 *   63                        32 31                         0
 *   ┌───────────────────────────┬───────────────────────────┐
 *   │ when, in ticks of 2^20 ns │ average ns, IEEE 754      │   0: never measured
 *   └───────────────────────────┴───────────────────────────┘
 * </pre>
 *
 * <p>Ticks wrap after 52 days; an average that old is taken for older than any that counts. Within
 * a tick (1.05 ms) only slower answers are written down: however many requests an instance gets,
 * its word changes some thousand times a second at most. Pure, but for {@link #took} and {@link
 * #tookAtLeast}, which write; thread-safe. Times are of one clock that never goes back, in
 * nanoseconds.
 */
public final class Latency {
  /** After so long without an answer the average counts for a third. */
  private static final long DECAY_NANOS = TimeUnit.SECONDS.toNanos(10);

  private static final int TICK_SHIFT = 20; // 1.05 ms
  private static final double DECAY_TICKS = (double) DECAY_NANOS / (1 << TICK_SHIFT);

  /** Younger than this it is read as it is: it would fall by less than a five hundredth. */
  private static final int STILL_TICKS = 16;

  /** How far clocks of two threads may seem apart: a word from so little ahead is from now. */
  private static final int AHEAD_TICKS = 60_000; // about a minute

  /** Lower ones are all the same: otherwise idleness would make load meaningless. */
  private static final double LEAST_NANOS = 1_000;

  private Latency() {}

  /** Writes down that an instance took {@code nanos} to answer. */
  public static void took(InFlight load, long nanos, long now) {
    long before = load.latency();
    for (long next = after(before, nanos, now); next != before; next = after(before, nanos, now)) {
      if (load.replaceLatency(before, next)) {
        return;
      }
      before = load.latency(); // another loop's answer came between: it counts too
    }
  }

  /**
   * Writes down that an instance had not answered after {@code nanos}, or failed then: how long an
   * answer takes is not known, only that it is no better than what was known if that is less.
   */
  public static void tookAtLeast(InFlight load, long nanos, long now) {
    if ((double) nanos > nanos(load.latency(), now)) {
      took(load, nanos, now);
    }
  }

  /** The word after an answer that took {@code nanos}; {@code word} itself if it tells nothing. */
  static long after(long word, long nanos, long now) {
    float answer = (float) Math.max(nanos, 1);
    float average = average(word);
    if (answer >= average) { // the first one too
      return word(answer, now);
    }
    int ticks = age(word, now);
    if (ticks == 0) {
      return word;
    }
    double pull = -Math.expm1(-ticks / DECAY_TICKS); // 1 − w
    return word((float) (average + (answer - average) * pull), now);
  }

  /** Whether anything was measured. */
  public static boolean known(long word) {
    return word != 0;
  }

  /** The average as it counts at {@code now}, in nanoseconds; 0 if nothing was measured. */
  public static double nanos(long word, long now) {
    if (word == 0) {
      return 0;
    }
    int ticks = age(word, now);
    double average = average(word);
    if (ticks > STILL_TICKS) {
      average *= Math.exp(-ticks / DECAY_TICKS);
    }
    return Math.max(average, LEAST_NANOS);
  }

  private static float average(long word) {
    return Float.intBitsToFloat((int) word);
  }

  private static long word(float average, long now) {
    return (long) tick(now) << Integer.SIZE | Float.floatToRawIntBits(average);
  }

  private static int tick(long now) {
    return (int) (now >> TICK_SHIFT);
  }

  private static int age(long word, long now) {
    int ticks = tick(now) - (int) (word >>> Integer.SIZE);
    if (ticks >= 0) {
      return ticks;
    }
    return ticks > -AHEAD_TICKS ? 0 : Integer.MAX_VALUE;
  }
}
