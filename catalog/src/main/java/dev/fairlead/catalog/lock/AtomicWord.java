package dev.fairlead.catalog.lock;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * The {@link LockWord} of one lock, and every way it is ever accessed.
 *
 * <p>Acquiring CAS pairs with the releasing RMW of the thread before; all RMW are full fences here.
 * The word has a cache line to itself: whoever fights for it does not take from others what they
 * only read. Thread-safe.
 */
final class AtomicWord extends CacheLine {
  private static final VarHandle WORD;

  static {
    try {
      WORD = MethodHandles.lookup().findVarHandle(AtomicWord.class, "word", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  @SuppressWarnings("unused") // accessed by WORD
  private long word;

  @SuppressWarnings("unused") // only their size matters
  private long b0, b1, b2, b3, b4, b5, b6;

  /** The word now: an acquire load. */
  long get() {
    return (long) WORD.getAcquire(this);
  }

  /** The word now, not before what this thread stored as volatile: a volatile load. */
  long getVolatile() {
    return (long) WORD.getVolatile(this);
  }

  /** Makes it {@code next} if it is {@code expected}; whether it was. */
  boolean cas(long expected, long next) {
    return WORD.compareAndSet(this, expected, next);
  }

  /** Adds {@code delta}; what it was before. */
  long getAndAdd(long delta) {
    return (long) WORD.getAndAdd(this, delta);
  }

  /** For drills: the word is this from now on, whatever it says and whoever is inside. */
  void overwrite(long broken) {
    WORD.setVolatile(this, broken);
  }

  /** Clears {@code flag}, whatever else changes at the same moment. */
  void clear(long flag) {
    long _ = (long) WORD.getAndBitwiseAnd(this, ~flag);
  }
}
