package dev.fairlead.watchdog.system;

import java.io.IOException;

/** The kernel refused a call; the message says which and why: {@code bind: Permission denied}. */
public final class SystemCallException extends IOException {
  private static final long serialVersionUID = 1;

  private final int errno;

  SystemCallException(String function, int errno) {
    super(function + ": " + Libc.describe(errno));
    this.errno = errno;
  }

  /** The error number, see {@link Errno}. */
  public int errno() {
    return errno;
  }

  /** The reason without the name of the call: {@code Permission denied}. */
  public String reason() {
    return Libc.describe(errno);
  }
}
