package dev.fairlead.proxy.connect;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * How many of one service's requests may be retries, so that a failing service is not asked even
 * more: a share of the requests of the last {@value #WINDOW_SECONDS} s and, for services with few,
 * {@value #MIN_PER_SECOND} a second beside that. As the budgets of Finagle and linkerd.
 *
 * <p>One counter for each second of the window, used again {@value #WINDOW_SECONDS} s later:
 *
 * <pre>
 *   63          44 43              22 21               0
 *   ┌─────────────┬──────────────────┬──────────────────┐
 *   │ second      │ requests         │ retries          │
 *   └─────────────┴──────────────────┴──────────────────┘
 * </pre>
 *
 * <p>The second is counted from the first one on, modulo 2^20: after twelve days without a request
 * an old counter passes for one of now, for seconds. A count that is full stays so. Thread-safe and
 * lock-free: every change is one compare-and-set, which pairs with those of other event loops, and
 * fails if another retry of the same second was granted since the sum was made. At the turn of a
 * second each loop may be granted one more.
 */
final class RetryBudget {
  /** What is looked back at. */
  static final int WINDOW_SECONDS = 10;

  /** Retries a second beside the share. */
  static final int MIN_PER_SECOND = 10;

  private static final int COUNT_BITS = 22;
  private static final long FULL = (1L << COUNT_BITS) - 1;
  private static final int RETRIES = 0;
  private static final int REQUESTS = COUNT_BITS;
  private static final int SECOND_SHIFT = 2 * COUNT_BITS;
  private static final long SECOND_MASK = (1L << (Long.SIZE - SECOND_SHIFT)) - 1;

  private final AtomicLongArray counters = new AtomicLongArray(WINDOW_SECONDS);
  private final long beganNanos;

  /** Begins at {@code nowNanos}, as {@link System#nanoTime} counts. */
  RetryBudget(long nowNanos) {
    beganNanos = nowNanos;
  }

  /** One more request. */
  void asked(long nowNanos) {
    long now = second(nowNanos);
    int place = (int) (now % WINDOW_SECONDS);
    long was = counters.get(place);
    while (!counters.compareAndSet(place, was, plus(was, now, REQUESTS))) {
      was = counters.get(place);
    }
  }

  /** Takes one retry, if there is one left. */
  boolean take(int permille, long nowNanos) {
    long now = second(nowNanos);
    int place = (int) (now % WINDOW_SECONDS);
    while (true) {
      long was = counters.get(place);
      if (sum(now, RETRIES) >= allowed(permille, now)) {
        return false;
      }
      if (counters.compareAndSet(place, was, plus(was, now, RETRIES))) {
        return true;
      }
    }
  }

  /** Retries of the window. */
  long used(long nowNanos) {
    return sum(second(nowNanos), RETRIES);
  }

  /** How many retries the window may have, with those that were. */
  long granted(int permille, long nowNanos) {
    return allowed(permille, second(nowNanos));
  }

  /** Whether the window saw no request. */
  boolean idle(long nowNanos) {
    return sum(second(nowNanos), REQUESTS) == 0;
  }

  private long allowed(int permille, long now) {
    return permille == 0
        ? 0
        : MIN_PER_SECOND * WINDOW_SECONDS + sum(now, REQUESTS) * permille / 1_000;
  }

  /** Zero is a counter that was never used: of a second before the first window. */
  private long second(long nowNanos) {
    long since = TimeUnit.NANOSECONDS.toSeconds(Math.max(0, nowNanos - beganNanos));
    return WINDOW_SECONDS + since;
  }

  /** The count at {@code shift} over all counters of the window that ends with {@code now}. */
  private long sum(long now, int shift) {
    long sum = 0;
    for (int i = 0; i < WINDOW_SECONDS; i++) {
      long counter = counters.get(i);
      if (((now - (counter >>> SECOND_SHIFT)) & SECOND_MASK) < WINDOW_SECONDS) {
        sum += (counter >>> shift) & FULL;
      }
    }
    return sum;
  }

  /** A counter with one more; one of another second begins anew. */
  private static long plus(long counter, long now, int shift) {
    boolean same = ((now ^ (counter >>> SECOND_SHIFT)) & SECOND_MASK) == 0;
    long from = same ? counter : (now & SECOND_MASK) << SECOND_SHIFT;
    boolean full = ((from >>> shift) & FULL) == FULL;
    return full ? from : from + (1L << shift);
  }
}
