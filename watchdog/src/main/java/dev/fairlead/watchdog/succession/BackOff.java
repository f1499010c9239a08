package dev.fairlead.watchdog.succession;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * How long to wait before the next start: 0, 0, 1 s, 2 s, 4 s … 30 s, from the beginning again
 * after a minute of health.
 *
 * <p>The budget: {@link #BUDGET} failures within {@link #WINDOW} exhaust it. From then on a start
 * is tried every {@link #CAP}, until one serves for a minute. Immutable and pure.
 *
 * @param failures in a row
 * @param lastNanos when the last ones were, oldest first, at most {@link #BUDGET}
 * @param exhausted whether the budget is
 */
record BackOff(int failures, List<Long> lastNanos, boolean exhausted) {
  /** The longest pause. */
  static final Duration CAP = Duration.ofSeconds(30);

  /** Health after which earlier failures are forgotten. */
  static final Duration FORGIVEN = Duration.ofSeconds(60);

  /** Failures in the window that are too many. */
  static final int BUDGET = 5;

  /** In which the budget counts. */
  static final Duration WINDOW = Duration.ofSeconds(60);

  /** Two failures so close together may have been caused by something that waits in the queues. */
  static final Duration CLOSE = Duration.ofSeconds(10);

  /** Before anything failed. */
  static final BackOff NONE = new BackOff(0, List.of(), false);

  BackOff {
    lastNanos = List.copyOf(lastNanos);
  }

  /** Pause before the next start. */
  Duration pause() {
    if (exhausted) {
      return CAP;
    }
    if (failures <= 2) {
      return Duration.ZERO;
    }
    long seconds = 1L << Math.min(failures - 3, 10);
    return Duration.ofSeconds(Math.min(seconds, CAP.toSeconds()));
  }

  /** Failures that the budget still allows. */
  int left(long nowNanos) {
    long recent = lastNanos.stream().filter(last -> nowNanos - last <= WINDOW.toNanos()).count();
    return exhausted ? 0 : BUDGET - (int) recent;
  }

  /** Whether the last two failures were close together. */
  boolean close() {
    int size = lastNanos.size();
    return size >= 2 && lastNanos.get(size - 1) - lastNanos.get(size - 2) <= CLOSE.toNanos();
  }

  /**
   * After a failure.
   *
   * @param healthy how long it had worked before
   */
  BackOff after(Duration healthy, long nowNanos) {
    BackOff row = healthy.compareTo(FORGIVEN) >= 0 ? NONE : this;
    List<Long> last = new ArrayList<>(row.lastNanos);
    last.add(nowNanos);
    if (last.size() > BUDGET) {
      last.removeFirst();
    }
    boolean over = last.size() == BUDGET && nowNanos - last.getFirst() <= WINDOW.toNanos();
    return new BackOff(row.failures + 1, last, row.exhausted || over);
  }
}
