package dev.fairlead.proxy.connect;

import java.io.IOException;

/**
 * The other side of the backhaul did nothing with a stream, and says so (RFC 9113, section 8.7):
 * whatever was sent on it may be sent again elsewhere.
 */
public final class NotProcessedException extends IOException {
  private static final long serialVersionUID = 1L;

  /** One with its reason, "it goes away". */
  public NotProcessedException(String reason) {
    super("stream not processed: " + reason);
  }

  @Override
  public Throwable fillInStackTrace() {
    return this; // control flow: no stack
  }
}
