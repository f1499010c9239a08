package dev.fairlead.watchdog.action;

import java.time.Duration;

/**
 * How long to wait before the next start: 0, 0, 1 s, 2 s, 4 s … 30 s, from the beginning again
 * after a minute of health.
 *
 * <p>Immutable and pure.
 *
 * @param starts restarts in a row, with the one that comes now
 */
public record BackOff(int starts) {
  /** The longest pause. */
  public static final Duration CAP = Duration.ofSeconds(30);

  /** Health after which earlier restarts are forgotten. */
  public static final Duration FORGIVEN = Duration.ofSeconds(60);

  /** Before any life has ended. */
  public static final BackOff NONE = new BackOff(0);

  /** Pause before that restart. */
  public Duration pause() {
    if (starts <= 2) {
      return Duration.ZERO;
    }
    long seconds = 1L << Math.min(starts - 3, 10);
    return Duration.ofSeconds(Math.min(seconds, CAP.toSeconds()));
  }

  /**
   * After a life ended.
   *
   * @param healthy how long it served
   */
  public BackOff after(Duration healthy) {
    return new BackOff(healthy.compareTo(FORGIVEN) >= 0 ? 1 : starts + 1);
  }
}
