package dev.fairlead.catalog.model;

import java.time.Duration;

/**
 * When a proxy stops choosing an instance that fails, and for how long: the key {@code eject} of a
 * policy.
 *
 * <p>Immutable.
 *
 * @param failures in a row that eject; 0 for any number
 * @param successRate percentage of answers within the window below which it is ejected; 0 for never
 * @param window over which that is counted
 * @param time how long the first ejection lasts, the second twice as long, and so on
 * @param maxTime how long one lasts at most; after so long without failures all is forgiven
 * @param share percentage of the service's instances: when more are ejected, all are chosen again
 * @param counts what a failure is
 */
public record Ejection(
    int failures,
    int successRate,
    Duration window,
    Duration time,
    Duration maxTime,
    int share,
    Counts counts) {
  /** What a service gets that says nothing. */
  public static final Ejection DEFAULT =
      new Ejection(
          5,
          50,
          Duration.ofSeconds(10),
          Duration.ofSeconds(30),
          Duration.ofSeconds(300),
          50,
          Counts.GATEWAY);

  /** Nothing is ever ejected. */
  public static final Ejection NEVER =
      new Ejection(0, 0, Duration.ZERO, Duration.ZERO, Duration.ZERO, 100, Counts.CONNECT);

  /** What a failure is. */
  public enum Counts {
    /** No connection, a reset or an end before the response was whole, no response in time. */
    CONNECT,
    /** That, and responses with status 502, 503 or 504. */
    GATEWAY,
    /** That, and all other responses with a status from 500 on. */
    ERRORS
  }

  /** Whether nothing is ever ejected. */
  public boolean never() {
    return failures == 0 && successRate == 0;
  }

  /** Whether a response with this status is a failure. */
  public boolean fails(int status) {
    return switch (counts) {
      case CONNECT -> false;
      case GATEWAY -> status >= 502 && status <= 504;
      case ERRORS -> status >= 500;
    };
  }
}
