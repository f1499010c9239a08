package dev.fairlead.gossip.wire;

/** Bytes that are no message, or a message that is too large for its bound. */
public final class WireException extends Exception {
  private static final long serialVersionUID = 1L;

  /** Says what is wrong, and at which byte if known. */
  public WireException(String message) {
    super(message);
  }

  /** Says what is wrong, because of {@code cause}. */
  public WireException(String message, Throwable cause) {
    super(message, cause);
  }
}
