package dev.fairlead.proxy.listen;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/**
 * How many connections the process has descriptors for: a client's and its instance's are two.
 *
 * <p>Without descriptors nothing can be accepted, not even the connection of an operator, so
 * clients never get all of them. Stateless.
 */
public final class OpenFiles {
  /** Kept for everything that is no client: listeners, pools, files, operators. */
  private static final long RESERVE = 1_000;

  private static final int FEWEST = 256;
  private static final int MOST = 100_000;

  private OpenFiles() {}

  /** The limit of a node's connections: {@code configured}, or what fits if that is 0. */
  public static int connections(int configured) {
    return configured > 0 ? configured : fitting(descriptors());
  }

  static int fitting(long descriptors) {
    return Math.clamp((descriptors - RESERVE) / 2, FEWEST, MOST);
  }

  private static long descriptors() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
        ? unix.getMaxFileDescriptorCount()
        : MOST;
  }
}
