package dev.fairlead.proxy.control.admin;

/** A request that cannot be served as it is; the message is the body of the answer. */
final class RefusedRequest extends Exception {
  private static final long serialVersionUID = 1L;

  private final int status;

  RefusedRequest(int status, String message) {
    super(message);
    this.status = status;
  }

  int status() {
    return status;
  }
}
