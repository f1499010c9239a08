package dev.fairlead.watchdog.system;

/** Error numbers that are told apart; the same on x86-64 and ARM64. */
public final class Errno {
  /** No such file. */
  public static final int ENOENT = 2;

  /** A signal came first. */
  public static final int EINTR = 4;

  /** Nothing there yet, or no room yet. */
  public static final int EAGAIN = 11;

  /** The call makes no sense for this descriptor in this state. */
  public static final int EINVAL = 22;

  /** The reader is gone. */
  public static final int EPIPE = 32;

  /** The packet does not fit. */
  public static final int EMSGSIZE = 90;

  /** A socket of another type is there. */
  public static final int EPROTOTYPE = 91;

  /** The address is taken. */
  public static final int EADDRINUSE = 98;

  /** The connection was gone before it was accepted. */
  public static final int ECONNABORTED = 103;

  /** The other end closed with something unread, or aborted. */
  public static final int ECONNRESET = 104;

  /** There is no other end. */
  public static final int ENOTCONN = 107;

  /** Nobody listens there. */
  public static final int ECONNREFUSED = 111;

  private Errno() {}
}
