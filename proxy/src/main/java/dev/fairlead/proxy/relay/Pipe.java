package dev.fairlead.proxy.relay;

import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.epoll.Native;
import io.netty.channel.unix.Errors;
import io.netty.channel.unix.FileDescriptor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Set;

/**
 * A pipe of the kernel that bytes take from one socket to another. No call waits.
 *
 * <p>Used by one thread at a time; {@code closed} is told once it is gone.
 */
final class Pipe {
  /**
   * Asked of the kernel, which gives a place to each piece of a packet, not to each byte: with the
   * 64 KiB of a new pipe hardly anything is gained.
   */
  static final int BYTES = 256 << 10; // 256 KiB

  /** At most so much is in it, however large the pieces are. */
  static final int FILL_BYTES = 1 << 20; // 1 MiB

  private static final long F_SETPIPE_SZ = 1031;
  private static final Set<Integer> NOT_HERE = Set.of(1, 22, 38); // EPERM, EINVAL, ENOSYS
  private static final MethodHandle FCNTL = fcntl();

  private final FileDescriptor out;
  private final FileDescriptor in;
  private final Runnable closed;

  private Pipe(FileDescriptor out, FileDescriptor in, Runnable closed) {
    this.out = out;
    this.in = in;
    this.closed = closed;
  }

  /**
   * Makes one.
   *
   * @throws IOException when this process or its user has too many files or pipes
   */
  static Pipe open(Runnable closed) throws IOException {
    FileDescriptor[] ends = FileDescriptor.pipe();
    Pipe pipe = new Pipe(ends[0], ends[1], closed);
    if (resize(ends[1]) < 0) {
      pipe.closeEnds();
      throw new IOException("a pipe cannot be made larger: fs.pipe-user-pages-soft is used up");
    }
    return pipe;
  }

  @SuppressWarnings("restricted") // neither the JDK nor the transport has this call
  private static MethodHandle fcntl() {
    ValueLayout.OfLong word = ValueLayout.JAVA_LONG;
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(
        linker.defaultLookup().findOrThrow("fcntl"),
        FunctionDescriptor.of(ValueLayout.JAVA_INT, word, word, word));
  }

  private static int resize(FileDescriptor end) {
    try {
      return (int) FCNTL.invokeExact((long) end.intValue(), F_SETPIPE_SZ, (long) BYTES);
    } catch (Throwable impossible) {
      throw new AssertionError("fcntl cannot be called", impossible);
    }
  }

  /** This system moves no bytes from sockets to pipes: an old kernel, or one that was told so. */
  static final class NotHereException extends IOException {
    private static final long serialVersionUID = 1;

    NotHereException(IOException cause) {
      super(cause);
    }
  }

  /** Takes what waits in a socket into this, which is empty; 0 if there is nothing. */
  int fill(EpollSocketChannel from) throws IOException {
    try {
      return Native.splice(from.fd().intValue(), -1, in.intValue(), -1, FILL_BYTES);
    } catch (Errors.NativeIoException e) {
      throw NOT_HERE.contains(Math.abs(e.expectedErr())) ? new NotHereException(e) : e;
    }
  }

  /** Gives up to so many bytes to a socket; 0 if it has no room. */
  int drain(EpollSocketChannel to, long most) throws IOException {
    return Native.splice(out.intValue(), -1, to.fd().intValue(), -1, most);
  }

  /** Closes both ends, with whatever is within. */
  void close() {
    closeEnds();
    closed.run();
  }

  private void closeEnds() {
    try {
      in.close();
      out.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
