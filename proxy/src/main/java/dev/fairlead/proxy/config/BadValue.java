package dev.fairlead.proxy.config;

/** A value that is not what its key takes; the message says why, without naming the key. */
public final class BadValue extends Exception {
  private static final long serialVersionUID = 1L;

  /** A value that is bad because of {@code message}. */
  public BadValue(String message) {
    super(message);
  }
}
