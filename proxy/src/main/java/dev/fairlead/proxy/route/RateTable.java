package dev.fairlead.proxy.route;

import dev.fairlead.catalog.options.IpAddress;
import dev.fairlead.catalog.options.Mix;
import dev.fairlead.catalog.options.RateLimit;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;

/**
 * The token buckets of {@value #CLIENTS} clients, each one word.
 *
 * <pre>
 *   word    tag 20 bits │ full again at 44 bits, microseconds
 *   set     8 words, chosen by the hash that the tag is from
 * </pre>
 *
 * <p>A bucket is the time at which it will be full again (the generic cell rate algorithm): a
 * request moves it by one interval, and is refused if it would be more than a burst away. A bucket
 * that is full says nothing and its word is free. Where all words of a set are taken, the bucket
 * that is nearest to full makes room and its client begins anew: more is let in than should be, but
 * nobody is refused for others. The hash has a random seed, so that nobody can choose addresses
 * that meet in one set.
 *
 * <p>Takes no lock; any thread. Time is the caller's, in microseconds from a start of its choice.
 */
public final class RateTable {
  /** Clients that are counted at the same time. */
  public static final int CLIENTS = 65_536;

  private static final int WAYS = 8;
  private static final int SETS = CLIENTS / WAYS;
  private static final int TIME_BITS = 44; // 203 days; what is further away is past
  private static final long TIME_MASK = (1L << TIME_BITS) - 1;
  private static final long MAX_AHEAD =
      TimeUnit.SECONDS.toMicros(RateLimit.MAX_REFILL_SECONDS) + TimeUnit.SECONDS.toMicros(1);

  /** Others may count in the word first; so often only one client in a hurry is: it is refused. */
  private static final int MAX_ATTEMPTS = 64;

  private final long seed;

  /** Volatile reads pair with the compare-and-set that counts a request. */
  private final AtomicLongArray words = new AtomicLongArray(CLIENTS);

  private final LongAdder evictions = new LongAdder();

  /** An empty table; {@code seed} should be random. */
  public RateTable(long seed) {
    this.seed = seed;
  }

  /** Buckets that made room for another before they were full. */
  public long evictions() {
    return evictions.sum();
  }

  /**
   * Counts one request of {@code client} by {@code route}.
   *
   * @return microseconds until it may come again; 0 if it may now, and then it was counted
   */
  public long take(String route, IpAddress client, RateLimit limit, long nowMicros) {
    long hash = hash(route, client);
    for (int i = 0; i < MAX_ATTEMPTS; i++) {
      int place = place(hash, nowMicros);
      long word = words.get(place);
      boolean own = tag(word) == tag(hash);
      long ahead = own ? ahead(word, nowMicros) : 0;
      long wait = waitMicros(ahead, limit);
      if (wait > 0) {
        return wait;
      }
      long full = (nowMicros + ahead + limit.intervalMicros()) & TIME_MASK;
      if (words.compareAndSet(place, word, tag(hash) << TIME_BITS | full)) {
        if (!own && ahead(word, nowMicros) > 0) {
          evictions.increment();
        }
        return 0;
      }
    }
    return limit.intervalMicros();
  }

  /** As {@link #take}, but counts nothing. */
  public long peek(String route, IpAddress client, RateLimit limit, long nowMicros) {
    long hash = hash(route, client);
    long word = words.get(place(hash, nowMicros));
    return waitMicros(tag(word) == tag(hash) ? ahead(word, nowMicros) : 0, limit);
  }

  private static long waitMicros(long ahead, RateLimit limit) {
    return Math.max(0, ahead + limit.intervalMicros() - limit.refillMicros());
  }

  /** The client's own word, or the one it may take: that which is soonest full. */
  private int place(long hash, long now) {
    int first = (int) (hash & (SETS - 1)) * WAYS;
    int best = first;
    long least = Long.MAX_VALUE;
    for (int i = first; i < first + WAYS; i++) {
      long word = words.get(i);
      long ahead = ahead(word, now);
      if (ahead > 0 && tag(word) == tag(hash)) {
        return i;
      }
      if (ahead < least) {
        best = i;
        least = ahead;
      }
    }
    return best;
  }

  private static long tag(long bits) {
    return bits >>> TIME_BITS;
  }

  /** Microseconds from now until the bucket of a word is full; 0 if it is. */
  private static long ahead(long word, long now) {
    long ahead = (word - now) & TIME_MASK;
    return ahead > MAX_AHEAD ? 0 : ahead;
  }

  private long hash(String route, IpAddress client) {
    long hash = Mix.of(seed ^ client.high());
    hash = Mix.of(hash ^ client.low());
    return Mix.of(hash ^ route.hashCode());
  }
}
