package dev.fairlead.catalog.options;

/**
 * How many requests one client may make.
 *
 * <p>Immutable. A client is an IPv4 address or an IPv6 network of 64 bits.
 *
 * @param perSecond in the long run
 * @param burst at once, after a pause
 */
public record RateLimit(double perSecond, int burst) {
  /** The highest rate, and the largest burst. */
  static final int MAX = 1_000_000;

  /** A used-up burst is back after this time at most: {@code burst / perSecond}. */
  public static final int MAX_REFILL_SECONDS = 3_600;

  private static final double MICROS = 1e6;

  /** Microseconds between two requests at the full rate; at least one. */
  public long intervalMicros() {
    return Math.max(1, Math.round(MICROS / perSecond));
  }

  /** Microseconds in which a used-up burst comes back. */
  public long refillMicros() {
    return intervalMicros() * burst;
  }
}
