package dev.fairlead.watchdog.system;

import dev.fairlead.watchdog.system.Libc.Function;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;

/** Connections by the numbers of their descriptors, without ever waiting. Thread-safe. */
public final class Streams {
  /** Nothing there now. */
  public static final int NOTHING = -1;

  private static final int MSG_DONTWAIT = 0x40;
  private static final int MSG_NOSIGNAL = 0x4000;
  private static final int SHUT_WR = 1;

  private Streams() {}

  /**
   * Takes a connection from the queue of a listening socket on which no call blocks.
   *
   * @return {@link #NOTHING} when nobody waits
   */
  public static int accept(int listener) throws SystemCallException {
    while (true) {
      try {
        return Sockets.accept(listener);
      } catch (SystemCallException refused) {
        switch (refused.errno()) {
          case Errno.EAGAIN -> {
            return NOTHING;
          }
          case Errno.ECONNABORTED -> {} // that client has gone; the next one may wait
          default -> throw refused;
        }
      }
    }
  }

  /**
   * Reads what has arrived, for as much room as the buffer has.
   *
   * @return count of bytes, 0 at the end, {@link #NOTHING} when none are there
   */
  public static int receive(int socket, ByteBuffer into) throws SystemCallException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment data = arena.allocate(into.remaining());
      int count = Libc.call(Function.RECV, socket, data.address(), data.byteSize(), MSG_DONTWAIT);
      into.put(data.asSlice(0, count).asByteBuffer());
      return count;
    } catch (SystemCallException refused) {
      if (refused.errno() == Errno.EAGAIN) {
        return NOTHING;
      }
      throw refused;
    }
  }

  /** Writes as much as there is room for; what does not fit is lost. */
  public static void send(int socket, byte[] bytes) throws SystemCallException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment data = arena.allocateFrom(ValueLayout.JAVA_BYTE, bytes);
      int flags = MSG_DONTWAIT | MSG_NOSIGNAL;
      Libc.call(Function.SEND, socket, data.address(), data.byteSize(), flags);
    }
  }

  /** Tells the other end that nothing more will come; it may still be read from. */
  public static void finish(int socket) throws SystemCallException {
    Libc.call(Function.SHUTDOWN, socket, SHUT_WR);
  }
}
