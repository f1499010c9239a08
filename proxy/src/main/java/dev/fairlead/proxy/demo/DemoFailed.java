package dev.fairlead.proxy.demo;

/** Ends the demo with one clear line. */
final class DemoFailed extends RuntimeException {
  private static final long serialVersionUID = 1L;

  DemoFailed(String message) {
    super(message);
  }
}
