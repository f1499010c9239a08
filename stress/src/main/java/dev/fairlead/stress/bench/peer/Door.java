package dev.fairlead.stress.bench.peer;

/** Where a contender is entered; the port is the same for all of them. */
public enum Door {
  /** HTTP/1.1. */
  WEB(8080),
  /** HTTP/1.1 over TLS. */
  TLS(8443),
  /** Bytes, relayed to the origin. */
  TCP(9000);

  private final int port;

  Door(int port) {
    this.port = port;
  }

  /** Its port. */
  int port() {
    return port;
  }

  /** The word for that port in the configurations. */
  String portWord() {
    return name() + "_PORT";
  }
}
