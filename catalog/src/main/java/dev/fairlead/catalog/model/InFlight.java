package dev.fairlead.catalog.model;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * What this node knows of one instance from carrying to it: how much is in flight, and two words in
 * which the one who chooses keeps how fast it answers and how often it fails.
 *
 * <p>The words mean nothing here, but that 0 is nothing known yet. All event loops share one object
 * per instance, and it is dropped with the instance. Thread-safe; takes no lock.
 */
public final class InFlight {
  private static final VarHandle COUNT = handle("count", int.class);
  private static final VarHandle LATENCY = handle("latency", long.class);
  private static final VarHandle RECORD = handle("record", long.class);

  /**
   * Changed through {@link #COUNT}, whose atomic steps pair with each other: no place is given
   * twice. The volatile read of {@link #get} only has to be fresh; nothing is published by it.
   */
  private volatile int count;

  /**
   * Replaced through {@link #LATENCY} by who has read the word before, so that of two measurements
   * at once neither undoes the other. The volatile read only has to be fresh.
   */
  private volatile long latency;

  /** As {@link #latency}, through {@link #RECORD}: no failure is lost between two loops. */
  private volatile long record;

  private static VarHandle handle(String field, Class<?> type) {
    try {
      return MethodHandles.lookup().findVarHandle(InFlight.class, field, type);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** Requests or connections now in flight. */
  public int get() {
    return count;
  }

  /**
   * Takes a place if fewer than {@code hard} are taken.
   *
   * @param hard the limit; 0 for none
   */
  public boolean tryAcquire(int hard) {
    if (hard == 0) {
      COUNT.getAndAdd(this, 1);
      return true;
    }
    int now = count;
    while (now < hard) {
      if (COUNT.compareAndSet(this, now, now + 1)) {
        return true;
      }
      now = count;
    }
    return false;
  }

  /** Gives a place back; once for every successful {@link #tryAcquire}. */
  public void release() {
    if ((int) COUNT.getAndAdd(this, -1) <= 0) {
      throw new IllegalStateException("released more often than acquired");
    }
  }

  /** How fast it answers, as the one who chooses wrote it; 0 before the first answer. */
  public long latency() {
    return latency;
  }

  /** Replaces {@link #latency} if it still is {@code before}. */
  public boolean replaceLatency(long before, long next) {
    return LATENCY.compareAndSet(this, before, next);
  }

  /** How often it failed, as the one who chooses wrote it; 0 before the first failure. */
  public long record() {
    return record;
  }

  /** Replaces {@link #record} if it still is {@code before}. */
  public boolean replaceRecord(long before, long next) {
    return RECORD.compareAndSet(this, before, next);
  }
}
