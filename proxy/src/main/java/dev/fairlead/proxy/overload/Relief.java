package dev.fairlead.proxy.overload;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.LongAdder;

/**
 * What overload asks of those who carry requests.
 *
 * <p>Thread-safe; asked for every request, so each question is one read.
 */
public final class Relief {
  private static final int HUNDRED = 100;

  private final LongAdder shed = new LongAdder();
  // Volatile, both: written by the one that decides, read on every event loop.
  private volatile boolean lastAnswers;
  private volatile int shedPercent;

  void ask(Step step, int percent) {
    lastAnswers = step.compareTo(Step.LAST_ANSWERS) >= 0;
    shedPercent = percent;
  }

  /** Whether an answer is to be the last of its connection. */
  public boolean endsConnections() {
    return lastAnswers;
  }

  /** Whether a request that is new shall be answered FR10; it is counted then. */
  public boolean sheds() {
    int percent = shedPercent;
    if (percent == 0 || ThreadLocalRandom.current().nextInt(HUNDRED) >= percent) {
      return false;
    }
    shed.increment();
    return true;
  }

  /** How many were. */
  public long shedSoFar() {
    return shed.sum();
  }
}
