package dev.fairlead.catalog.load;

import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;

/**
 * How much a {@link LazyTable} keeps, and by which time and chance.
 *
 * <p>Immutable.
 *
 * @param maxBytes what all values together may weigh
 * @param idle what nobody asked for this long is dropped
 * @param ticker nanoseconds
 * @param random for jitter; thread-safe
 * @param upkeep runs eviction, soon and off the event loops
 */
public record Bounds(
    long maxBytes, Duration idle, Ticker ticker, RandomGenerator random, Executor upkeep) {
  /** Names known to be unknown that are remembered, per table. */
  static final int MAX_ABSENT = 10_000;

  /** For how long they are. */
  static final Duration ABSENT = Duration.ofSeconds(5);

  /** Failed loads that are remembered, per table. */
  static final int MAX_FAILED = 10_000;

  /** For how long they are, at least and at most: by chance, so that retries spread. */
  static final long FAILED_MIN_NANOS = 200_000_000;

  static final long FAILED_MAX_NANOS = 500_000_000;

  /** How long to wait for the catalog's lock; then a load fails, a refresh is tried again. */
  public static final Duration LOCK_LIMIT = Duration.ofSeconds(1);

  /** Views replaced in one hold of the lock. */
  static final int REFRESH_BATCH = 256;
}
