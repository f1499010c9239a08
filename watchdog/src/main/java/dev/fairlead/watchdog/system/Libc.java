package dev.fairlead.watchdog.system;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Locale;

/**
 * Calls functions of the C library, all of them through one shape: five machine words in, one out.
 *
 * <p>Every argument used here is an integer or an address, and both calling conventions pass these
 * in the same 64-bit registers; a function looks at as many registers, and as many of their low
 * bits, as it has parameters. A shape for each function would read better and cost a process that
 * has just been started 2 to 3 ms for each of them, which is when it is in a hurry.
 *
 * <p>A call that a signal interrupted is made again. Thread-safe; a call that blocks keeps its
 * carrier, so blocking ones belong on platform threads.
 */
final class Libc {
  private static final Linker LINKER = Linker.nativeLinker();
  private static final MethodHandle CALL = shape();
  private static final long ERRNO =
      Linker.Option.captureStateLayout().byteOffset(MemoryLayout.PathElement.groupElement("errno"));

  private Libc() {}

  /** A function and where the C library has it. */
  enum Function {
    ACCEPT4,
    BIND,
    CLOSE,
    CONNECT,
    DUP3,
    FCNTL,
    FTRUNCATE,
    GETSOCKNAME,
    GETSOCKOPT,
    LISTEN,
    MEMFD_CREATE,
    OPEN,
    POLL,
    RECV,
    RECVMSG,
    SEND,
    SENDMSG,
    SETSOCKOPT,
    SHUTDOWN,
    SOCKET,
    SOCKETPAIR,
    STRERROR;

    private final long address = LINKER.defaultLookup().findOrThrow(text()).address();

    String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * Calls it.
   *
   * @return its result, never -1
   * @throws SystemCallException when the result is -1
   */
  static int call(Function function, long... arguments) throws SystemCallException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(Linker.Option.captureStateLayout());
      while (true) {
        int result = (int) invoke(function, state, arguments);
        if (result != -1) {
          return result;
        }
        int errno = state.get(ValueLayout.JAVA_INT, ERRNO);
        // After an interrupted close the descriptor is gone, and its number may be another's.
        if (errno != Errno.EINTR || function == Function.CLOSE) {
          throw new SystemCallException(function.text(), errno);
        }
      }
    }
  }

  /** What the C library says about an error number. */
  @SuppressWarnings("restricted") // the text's length is known to nobody but the library
  static String describe(int errno) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(Linker.Option.captureStateLayout());
      long text = invoke(Function.STRERROR, state, errno);
      return text == 0
          ? "error " + errno
          : MemorySegment.ofAddress(text).reinterpret(Long.MAX_VALUE).getString(0);
    }
  }

  private static long invoke(Function function, MemorySegment state, long... arguments) {
    try {
      return (long)
          CALL.invokeExact(
              MemorySegment.ofAddress(function.address),
              state,
              at(arguments, 0),
              at(arguments, 1),
              at(arguments, 2),
              at(arguments, 3),
              at(arguments, 4));
    } catch (Throwable impossible) {
      throw new AssertionError(function.text() + " cannot be called", impossible);
    }
  }

  private static long at(long[] arguments, int index) {
    return index < arguments.length ? arguments[index] : 0;
  }

  @SuppressWarnings("restricted") // calling C is what this class is for
  private static MethodHandle shape() {
    ValueLayout.OfLong word = ValueLayout.JAVA_LONG;
    return LINKER.downcallHandle(
        FunctionDescriptor.of(word, word, word, word, word, word),
        Linker.Option.captureCallState("errno"));
  }
}
