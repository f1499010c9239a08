package dev.fairlead.proxy.connect;

import dev.fairlead.proxy.route.Fault;

/** The other region's proxy refused a connection, with its own code. */
public final class RefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Fault fault;

  /** A refusal that is answered with {@code fault}. */
  public RefusedException(Fault fault) {
    super(fault.words(), null, false, false); // control flow: no stack
    this.fault = fault;
  }

  /** The code it is answered with. */
  public Fault fault() {
    return fault;
  }
}
