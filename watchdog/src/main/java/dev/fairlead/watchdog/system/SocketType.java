package dev.fairlead.watchdog.system;

/** What a socket carries. */
public enum SocketType {
  /** Bytes in order. */
  STREAM(1),
  /** Packets, each on its own way. */
  DATAGRAM(2),
  /** Packets in order over a connection. */
  PACKETS(5);

  private final int number;

  SocketType(int number) {
    this.number = number;
  }

  int number() {
    return number;
  }
}
