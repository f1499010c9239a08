package dev.fairlead.catalog.lock;

/**
 * A lock was not acquired, or is broken; the message names the lock, the label and who is inside.
 */
public final class LockException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Why. */
  public enum Reason {
    /** Not free within the time limit. */
    TIMED_OUT,
    /** The waiting thread was interrupted; its flag is set again. */
    INTERRUPTED,
    /** The same thread holds this lock already. */
    NESTED,
    /** The same thread holds a lock of the same or a higher rank. */
    OUT_OF_RANK,
    /** The state word breaks its invariants: the lock can never be used again. */
    CORRUPT
  }

  private final Reason reason;

  LockException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  static LockException corrupt(String when, long word) {
    return new LockException(
        Reason.CORRUPT, "lock corrupt: its word was " + LockWord.hex(word) + " when " + when);
  }

  /** Why. */
  public Reason reason() {
    return reason;
  }
}
