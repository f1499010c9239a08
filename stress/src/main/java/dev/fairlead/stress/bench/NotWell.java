package dev.fairlead.stress.bench;

/** A run in which something went wrong that must not; what, is said already. */
final class NotWell extends RuntimeException {
  private static final long serialVersionUID = 1L;

  NotWell(String message) {
    super(message);
  }
}
