package dev.fairlead.proxy.connect;

import java.util.concurrent.TimeUnit;

/**
 * Decides from what was heard of the other side of a backhaul connection when to ask whether it is
 * there, and when it is not.
 *
 * <pre>
 *   nothing asked ──quiet for 1 s with streams, or 5 s since the last, or at first ──► PING, asked
 *   asked         ──answered──► nothing asked
 *   asked         ──nothing heard at all for 3 s──► DEAD
 *   no streams for as long as it may idle ──► IDLE
 * </pre>
 *
 * <p>Whatever arrives shows that it is alive: an answer may wait behind much else. Who did not look
 * for long, because its own loop or machine stood still, has not listened either, and begins anew.
 *
 * <p>Pure: times are given, of one clock that never goes back, in nanoseconds. Not thread-safe.
 */
final class LinkPulse {
  /** What to do. */
  enum Verdict {
    NOTHING,
    PING,
    DEAD,
    IDLE
  }

  /** How often somebody should look. */
  static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  /** Streams and silence for so long: it is asked at once. */
  static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** It is asked so often in any case, which also measures the path. */
  static final long PACE_NANOS = TimeUnit.SECONDS.toNanos(5);

  /** Asked and silent for so long: it is dead. */
  static final long DEAD_NANOS = TimeUnit.SECONDS.toNanos(3);

  private final long idleLimit;
  private long lookedAt;
  private long heardAt;
  private long askedAt;
  private long usedAt;
  private boolean asked;

  /**
   * Begins now.
   *
   * @param idleLimit how long it may have no streams
   */
  LinkPulse(long idleLimit, long now) {
    this.idleLimit = idleLimit;
    this.lookedAt = now;
    this.heardAt = now;
    this.askedAt = now - PACE_NANOS; // the first look measures the path
    this.usedAt = now;
  }

  /** Something arrived. */
  void heard(long now) {
    heardAt = now;
  }

  /** The ping was answered; how long that took, or -1 if none was asked. */
  long answered(long now) {
    heardAt = now;
    long took = asked ? now - askedAt : -1;
    asked = false;
    return took;
  }

  /** What to do now, with so many streams; {@link Verdict#PING} counts as done. */
  Verdict look(long now, int streams) {
    if (now - lookedAt > 2 * LOOK_NANOS + QUIET_NANOS) {
      heardAt = now;
    }
    lookedAt = now;
    if (streams > 0) {
      usedAt = now;
    }
    if (asked) {
      long silent = now - Math.max(heardAt, askedAt);
      return silent >= DEAD_NANOS ? Verdict.DEAD : Verdict.NOTHING;
    }
    if (now - usedAt >= idleLimit) {
      return Verdict.IDLE;
    }
    boolean quiet = streams > 0 && now - heardAt >= QUIET_NANOS;
    if (quiet || now - askedAt >= PACE_NANOS) {
      asked = true;
      askedAt = now;
      return Verdict.PING;
    }
    return Verdict.NOTHING;
  }
}
