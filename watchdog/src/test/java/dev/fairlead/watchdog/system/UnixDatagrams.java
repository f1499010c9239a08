package dev.fairlead.watchdog.system;

/** Receivers of datagrams, as systemd has one. */
public final class UnixDatagrams {
  private UnixDatagrams() {}

  /** Binds to a path, or to an abstract name after {@code @}. */
  public static int bind(String path) throws SystemCallException {
    int socket = Sockets.open(Address.UNIX, SocketType.DATAGRAM, 0);
    Sockets.bind(socket, Address.unix(path));
    return socket;
  }
}
