package dev.fairlead.gossip.replica;

/**
 * The replica refused or failed something; the message says what, for its user.
 *
 * <p>Nothing of a transaction that ended with it was committed.
 */
public final class ReplicaException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Index of the failing statement in its transaction, from 0; -1 if none is to blame. */
  private final int statement;

  /** A failure of no particular statement. */
  public ReplicaException(String message) {
    super(message);
    this.statement = -1;
  }

  /** A failure with its cause. */
  public ReplicaException(String message, Throwable cause) {
    super(message, cause);
    this.statement = -1;
  }

  /** A failure of statement {@code statement}, counted from 0. */
  public ReplicaException(String message, int statement, Throwable cause) {
    super(message, cause);
    this.statement = statement;
  }

  /** Index of the failing statement in its transaction, from 0; -1 if none is to blame. */
  public int statement() {
    return statement;
  }
}
