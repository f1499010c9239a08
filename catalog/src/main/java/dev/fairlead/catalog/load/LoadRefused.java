package dev.fairlead.catalog.load;

/** A load was not begun or not finished; the message says which and why, for operators. */
public final class LoadRefused extends RuntimeException {
  private static final long serialVersionUID = 1L;

  LoadRefused(String message) {
    super(message);
  }

  LoadRefused(String message, Throwable cause) {
    super(message, cause);
  }
}
