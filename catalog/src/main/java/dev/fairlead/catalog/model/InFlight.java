package dev.fairlead.catalog.model;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Counts what is in flight from this node to one instance.
 *
 * <p>Thread-safe.
 */
public final class InFlight {
  private static final VarHandle COUNT;

  static {
    try {
      COUNT = MethodHandles.lookup().findVarHandle(InFlight.class, "count", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /**
   * Changed through {@link #COUNT}, whose atomic steps pair with each other: no place is given
   * twice. The volatile read of {@link #get} only has to be fresh; nothing is published by it.
   */
  private volatile int count;

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
}
