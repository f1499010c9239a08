package dev.fairlead.watchdog.socket;

import dev.fairlead.watchdog.system.Descriptors;
import dev.fairlead.watchdog.system.Sockets;
import dev.fairlead.watchdog.system.Streams;
import dev.fairlead.watchdog.system.SystemCallException;
import java.nio.ByteBuffer;
import java.time.Duration;

/**
 * Turns away what waits at a held socket: after nodes died one after the other, the request that
 * ended them may be waiting there for the next one.
 *
 * <p>Connections are reset, so that clients know at once that they may try again; datagrams are
 * dropped. Thread-safe.
 */
public final class AcceptQueue {
  /** More than any queue holds by default; beyond it the rest is left. */
  static final int MAX_TURNED_AWAY = 65_536;

  /** A flood of new connections must not keep the next node from starting. */
  static final Duration LIMIT = Duration.ofMillis(200);

  private AcceptQueue() {}

  /** Turns away all that wait now; how many there were. */
  public static int reset(HeldSocket socket) {
    long start = System.nanoTime();
    int count = 0;
    try {
      while (count < MAX_TURNED_AWAY
          && System.nanoTime() - start < LIMIT.toNanos()
          && turnAwayOne(socket)) {
        count++;
      }
    } catch (SystemCallException noMoreDescriptors) {
      // The rest waits for the next node after all: worse than turned away, better than no node.
    }
    return count;
  }

  private static boolean turnAwayOne(HeldSocket socket) throws SystemCallException {
    int number = socket.descriptor().number();
    return switch (socket.request().kind()) {
      case UDP -> dropped(number);
      case TCP, UNIX -> resetOne(number);
    };
  }

  /** Reading one byte of a datagram takes all of it; one that is empty has no byte. */
  private static boolean dropped(int number) throws SystemCallException {
    return Streams.receive(number, ByteBuffer.allocate(1)) != Streams.NOTHING;
  }

  private static boolean resetOne(int listener) throws SystemCallException {
    int connection = Streams.accept(listener);
    if (connection == Streams.NOTHING) {
      return false;
    }
    try {
      Sockets.resetOnClose(connection);
    } finally {
      Descriptors.close(connection);
    }
    return true;
  }
}
