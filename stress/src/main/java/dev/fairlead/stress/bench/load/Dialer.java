package dev.fairlead.stress.bench.load;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;

/**
 * Connects from many loopback addresses, because one has too few ports for all connections of some
 * minutes, and a proxy may limit what comes from one address.
 */
final class Dialer {
  /** How long a connection, and each answer on it, may take. */
  private static final int LIMIT_MILLIS = 10_000;

  private static final int SOURCES = 250;

  private Dialer() {}

  /** Connects; {@code number} says from which address. */
  static Socket connect(InetSocketAddress to, int number) throws IOException {
    Socket socket = new Socket();
    try {
      socket.bind(new InetSocketAddress("127.0.0." + (1 + number % SOURCES), 0));
      socket.connect(to, LIMIT_MILLIS);
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(LIMIT_MILLIS);
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }
}
