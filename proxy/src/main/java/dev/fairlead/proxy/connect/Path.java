package dev.fairlead.proxy.connect;

import dev.fairlead.proxy.observe.PathStatus;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * The way to one node's backhaul, over all connections there.
 *
 * <pre>
 *   usable ──a connection was silent, and no other heard anything lately──► dead
 *   dead   ──a new connection is answered, or refused: somebody is there──► usable
 * </pre>
 *
 * <p>Thread-safe. Times are of {@link System#nanoTime}.
 */
final class Path {
  /** Wanted by nobody for so long: it is not tried any more. */
  private static final long WANTED_NANOS = TimeUnit.SECONDS.toNanos(60);

  /** A new measurement counts for an eighth (as RFC 6298 has it). */
  private static final int SHARE = 8;

  // Volatile, both: set by the loop of one connection, read by requests on others.
  private volatile boolean dead;
  private volatile long wantedAt;

  private long heardAt;
  private boolean everHeard;
  private long roundTrip = -1;
  private int links;

  Path(long now) {
    wantedAt = now;
  }

  /** Whether it is better not to go there; whoever asks wanted to. */
  boolean dead(long now) {
    if (dead) {
      wantedAt = now;
    }
    return dead;
  }

  /** Whether anybody wanted to go there lately. */
  boolean wanted(long now) {
    return now - wantedAt < WANTED_NANOS;
  }

  /** A ping was answered after {@code nanos}. */
  synchronized void answered(long nanos, long now) {
    roundTrip = roundTrip < 0 ? nanos : roundTrip + (nanos - roundTrip) / SHARE;
    heard(now);
  }

  /** Somebody is there. */
  synchronized void heard(long now) {
    heardAt = now;
    everHeard = true;
    dead = false;
  }

  /** One connection there was silent; whether the way is dead now, and was not before. */
  synchronized boolean silent(long now) {
    boolean byOthers = everHeard && now - heardAt < LinkPulse.DEAD_NANOS;
    if (dead || byOthers) {
      return false;
    }
    wantedAt = now;
    dead = true;
    return true;
  }

  /** A connection there is open. */
  synchronized void opened() {
    links++;
  }

  /** One ended. */
  synchronized void closed() {
    links--;
  }

  /** Whether nothing of it is worth to be known any more. */
  synchronized boolean unused() {
    return links == 0 && !dead;
  }

  synchronized PathStatus status() {
    return new PathStatus(dead, roundTrip < 0 ? null : Duration.ofNanos(roundTrip), links);
  }
}
