package dev.fairlead.watchdog.system;

import dev.fairlead.watchdog.system.Libc.Function;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/**
 * Waits for any of several descriptors.
 *
 * <pre>
 *  pollfd   0 descriptor, 4 bytes │ 4 events wanted, 2 bytes │ 6 events seen, 2 bytes
 * </pre>
 *
 * <p>Thread-safe.
 */
public final class Poll {
  private static final int POLLFD_BYTES = 8;
  private static final short POLLIN = 1;

  private Poll() {}

  /**
   * Waits until one has something to read, to accept, or an end or error to be read.
   *
   * @param limit how long; a part of a millisecond counts as a whole one
   * @return those that have, none after the limit
   */
  public static Set<Integer> readable(Collection<Integer> descriptors, Duration limit)
      throws SystemCallException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment table = arena.allocate((long) POLLFD_BYTES * descriptors.size(), POLLFD_BYTES);
      long at = 0;
      for (int descriptor : descriptors) {
        table.set(ValueLayout.JAVA_INT, at, descriptor);
        table.set(ValueLayout.JAVA_SHORT, at + 4, POLLIN);
        at += POLLFD_BYTES;
      }
      long millis = Math.clamp(limit.plusNanos(999_999).toMillis(), 0, Integer.MAX_VALUE);
      Libc.call(Function.POLL, table.address(), descriptors.size(), millis);
      return seen(table);
    }
  }

  private static Set<Integer> seen(MemorySegment table) {
    Set<Integer> ready = new HashSet<>();
    for (long at = 0; at < table.byteSize(); at += POLLFD_BYTES) {
      if (table.get(ValueLayout.JAVA_SHORT, at + 6) != 0) {
        ready.add(table.get(ValueLayout.JAVA_INT, at));
      }
    }
    return ready;
  }
}
