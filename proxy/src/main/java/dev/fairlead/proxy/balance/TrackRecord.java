package dev.fairlead.proxy.balance;

import dev.fairlead.catalog.model.Ejection;
import dev.fairlead.catalog.model.InFlight;
import dev.fairlead.proxy.balance.Standing.Event;

/**
 * How an instance did lately, and its {@link Standing} for that, in one word.
 *
 * <pre>
 *   62  61   58 57      50 49           38 37            26 25           0
 *   ┌───┬───────┬──────────┬───────────────┬────────────────┬──────────────┐
 *   │out│ times │ in a row │ ends in window│ failures in it │ when         │   0: nothing but successes
 *   └───┴───────┴──────────┴───────────────┴────────────────┴──────────────┘
 *   out    whether it was ejected and nothing ended since its time was over
 *   times  it was ejected, one after the other
 *   when   not out: the window began, or it came back; out: its time is over
 * </pre>
 *
 * <p>A window opens with a failure and counts everything from then on; so long as nothing fails,
 * nothing is counted and nothing written. Times are in ticks of 2^27 ns (134 ms), which wrap after
 * 104 days. Counters stay at their greatest value. Pure, but for {@link #ended}, which writes;
 * thread-safe. Times are of the clock of {@link Latency}.
 */
public final class TrackRecord {
  /** Fewer ends than this within a window say nothing about a rate. */
  static final int LEAST_ENDS = 20;

  private static final int TICK_SHIFT = 27;
  private static final int WHEN_BITS = 26;
  private static final int COUNT_BITS = 12;
  private static final int ROW_BITS = 8;
  private static final int TIMES_BITS = 4;
  private static final int FAILURES_AT = WHEN_BITS;
  private static final int ENDS_AT = FAILURES_AT + COUNT_BITS;
  private static final int ROW_AT = ENDS_AT + COUNT_BITS;
  private static final int TIMES_AT = ROW_AT + ROW_BITS;
  private static final long OUT = 1L << (TIMES_AT + TIMES_BITS);

  /** How far clocks of two threads may seem apart, in ticks: about a minute. */
  private static final int AHEAD_TICKS = 450;

  private TrackRecord() {}

  /**
   * Writes down how something that was carried to an instance ended.
   *
   * @return whether this is what ejects it
   */
  public static boolean ended(InFlight load, boolean failed, long now, Ejection rules) {
    while (true) {
      long before = load.record();
      long next = after(before, failed, now, rules);
      if (next == before) {
        return false;
      }
      if (load.replaceRecord(before, next)) {
        return ejected(next, now) && !ejected(before, now);
      }
    }
  }

  /** The word after one more end; {@code word} itself if nothing is to be remembered. */
  static long after(long word, boolean failed, long now, Ejection rules) {
    if (rules.never()) {
      return 0;
    }
    Standing before = standing(word, now);
    long counted = failed ? withFailure(word, now, rules) : withSuccess(word, now, rules);
    Event event = failed ? failure(counted, rules) : Event.SUCCESS;
    Standing next = before.after(event);
    if (before == Standing.EJECTED) {
      return word;
    }
    if (next == Standing.EJECTED) {
      return ejection(counted, now, rules);
    }
    boolean back = before == Standing.TRIAL;
    return back ? (long) times(word) << TIMES_AT | tick(now) : counted;
  }

  private static Event failure(long counted, Ejection rules) {
    boolean inARow = rules.failures() > 0 && row(counted) >= rules.failures();
    int ends = ends(counted);
    int good = ends - failures(counted);
    boolean tooMany = ends >= LEAST_ENDS && good * 100 < rules.successRate() * ends;
    return inARow || tooMany ? Event.LIMIT : Event.FAILURE;
  }

  private static long withSuccess(long word, long now, Ejection rules) {
    if (ends(word) == 0 && row(word) == 0) {
      return word;
    }
    boolean open = open(word, now, rules);
    return word(times(word), 0, open ? ends(word) + 1 : 0, open ? failures(word) : 0, when(word));
  }

  private static long withFailure(long word, long now, Ejection rules) {
    boolean forgiven = age(word, now) > ticks(rules.maxTime().toNanos());
    boolean open = open(word, now, rules);
    return word(
        forgiven ? 0 : times(word),
        row(word) + 1,
        open ? ends(word) + 1 : 1,
        open ? failures(word) + 1 : 1,
        open ? when(word) : tick(now));
  }

  private static boolean open(long word, long now, Ejection rules) {
    return ends(word) > 0 && age(word, now) <= ticks(rules.window().toNanos());
  }

  private static long ejection(long counted, long now, Ejection rules) {
    int times = Math.min(times(counted) + 1, mask(TIMES_BITS));
    long nanos = Math.min(times * rules.time().toNanos(), rules.maxTime().toNanos());
    int end = (tick(now + nanos) + 1) & mask(WHEN_BITS); // not a moment less
    return OUT | word(times, row(counted), ends(counted), failures(counted), end);
  }

  /** What an instance is at {@code now}. */
  public static Standing standing(long word, long now) {
    if ((word & OUT) == 0) {
      return Standing.SERVING;
    }
    return left(word, now) > 0 ? Standing.EJECTED : Standing.EJECTED.after(Event.OVER);
  }

  /** Whether it is not to be chosen at {@code now}. */
  public static boolean ejected(long word, long now) {
    return word != 0 && standing(word, now) == Standing.EJECTED;
  }

  /** For how long it is not chosen any more, in nanoseconds; 0 if it is. */
  public static long nanosLeft(long word, long now) {
    return ejected(word, now) ? (long) left(word, now) << TICK_SHIFT : 0;
  }

  /** Failures in a row, now or when it was ejected. */
  static int row(long word) {
    return (int) (word >>> ROW_AT) & mask(ROW_BITS);
  }

  /** How often it was ejected, one time after the other. */
  static int times(long word) {
    return (int) (word >>> TIMES_AT) & mask(TIMES_BITS);
  }

  /** What ended within the window. */
  static int ends(long word) {
    return (int) (word >>> ENDS_AT) & mask(COUNT_BITS);
  }

  /** What failed of {@link #ends}. */
  static int failures(long word) {
    return (int) (word >>> FAILURES_AT) & mask(COUNT_BITS);
  }

  private static int when(long word) {
    return (int) word & mask(WHEN_BITS);
  }

  private static long word(int times, int row, int ends, int failures, int when) {
    int half = ends > mask(COUNT_BITS) ? 1 : 0; // both: the rate stays
    return (long) times << TIMES_AT
        | (long) Math.min(row, mask(ROW_BITS)) << ROW_AT
        | (long) (ends >> half) << ENDS_AT
        | (long) (failures >> half) << FAILURES_AT
        | when;
  }

  private static int mask(int bits) {
    return (1 << bits) - 1;
  }

  private static int tick(long now) {
    return (int) (now >> TICK_SHIFT) & mask(WHEN_BITS);
  }

  private static long ticks(long nanos) {
    return nanos >> TICK_SHIFT;
  }

  /** Ticks until {@code when}; negative if it is past. */
  private static int left(long word, long now) {
    int unused = Integer.SIZE - WHEN_BITS;
    return ((when(word) - tick(now)) << unused) >> unused;
  }

  /** Ticks since {@code when}, which may seem to be a little ahead. */
  private static int age(long word, long now) {
    int age = -left(word, now);
    if (age >= 0) {
      return age;
    }
    return age > -AHEAD_TICKS ? 0 : Integer.MAX_VALUE;
  }
}
