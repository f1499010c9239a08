package dev.fairlead.watchdog.system;

import dev.fairlead.watchdog.system.Libc.Function;
import java.lang.foreign.Arena;

/**
 * File descriptors by their numbers. Every one made here is closed by {@code exec}.
 *
 * <p>Thread-safe. Who owns a number, and that it is not used after its end, is the caller's care.
 */
public final class Descriptors {
  /** The first number that is not standard input, output or error. */
  private static final int FIRST_FREE = 3;

  private static final int F_SETFD = 2;
  private static final int F_GETFL = 3;
  private static final int F_SETFL = 4;
  private static final int F_DUPFD_CLOEXEC = 1030;
  private static final int FD_CLOEXEC = 1;
  private static final int O_RDWR = 2;
  private static final int O_NONBLOCK = 0x800;
  private static final int O_CLOEXEC = 0x80000;
  private static final int MFD_CLOEXEC = 1;

  private Descriptors() {}

  /** Closes it. */
  public static void close(int descriptor) throws SystemCallException {
    Libc.call(Function.CLOSE, descriptor);
  }

  /** A second descriptor of the same thing, with a number above those of standard streams. */
  public static int duplicate(int descriptor) throws SystemCallException {
    return Libc.call(Function.FCNTL, descriptor, F_DUPFD_CLOEXEC, FIRST_FREE);
  }

  /** Has it closed by {@code exec}. */
  public static void closeOnExec(int descriptor) throws SystemCallException {
    Libc.call(Function.FCNTL, descriptor, F_SETFD, FD_CLOEXEC);
  }

  /** Lets no call on it block any more, for all processes that share it. */
  public static void unblock(int descriptor) throws SystemCallException {
    int flags = Libc.call(Function.FCNTL, descriptor, F_GETFL);
    Libc.call(Function.FCNTL, descriptor, F_SETFL, flags | O_NONBLOCK);
  }

  /** Makes {@code number} another descriptor of the same thing, in one step also when taken. */
  public static void place(int descriptor, int number) throws SystemCallException {
    Libc.call(Function.DUP3, descriptor, number, O_CLOEXEC);
  }

  /**
   * The same, but the new one survives {@code exec}, as the only one made here: it is what a
   * process to be started inherits.
   */
  public static void placeForChildren(int descriptor, int number) throws SystemCallException {
    Libc.call(Function.DUP3, descriptor, number, 0);
  }

  /** Opens {@code /dev/null}, for reading and writing. */
  public static int openNull() throws SystemCallException {
    try (Arena arena = Arena.ofConfined()) {
      long path = arena.allocateFrom("/dev/null").address();
      return Libc.call(Function.OPEN, path, O_RDWR | O_CLOEXEC);
    }
  }

  /**
   * Makes a file of zeros that lives in memory and has no place on any disk.
   *
   * @param name shown in {@code /proc/PID/maps}
   */
  public static int memoryFile(String name, long bytes) throws SystemCallException {
    try (Arena arena = Arena.ofConfined()) {
      long text = arena.allocateFrom(name).address();
      int descriptor = Libc.call(Function.MEMFD_CREATE, text, MFD_CLOEXEC);
      try {
        Libc.call(Function.FTRUNCATE, descriptor, bytes);
        return descriptor;
      } catch (SystemCallException tooLarge) {
        close(descriptor);
        throw tooLarge;
      }
    }
  }
}
