package dev.fairlead.stress.drill;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicLong;

/**
 * When locks were held on purpose, with the time loads need to recover afterwards.
 *
 * <p>Thread-safe: every access holds its monitor.
 */
final class LockHolds {
  /** A failed load is remembered up to 0.5 s, and a request may wait 2 s for the next. */
  private static final long AFTERMATH_NANOS = 3_500_000_000L;

  private record Hold(long from, long until) {}

  private final Deque<Hold> recent = new ArrayDeque<>();
  private final AtomicLong count = new AtomicLong(); // for the report only

  /** A lock is held from now on for about {@code nanos}. */
  synchronized void add(long now, long nanos) {
    recent.addLast(new Hold(now, now + nanos + AFTERMATH_NANOS));
    while (now - recent.getFirst().until() > Truth.MEMORY_NANOS) {
      recent.removeFirst();
    }
    count.incrementAndGet();
  }

  /** Whether one was felt between the two. */
  synchronized boolean any(long from, long to) {
    return recent.stream().anyMatch(hold -> hold.from() - to <= 0 && hold.until() - from >= 0);
  }

  /** How many there were. */
  long count() {
    return count.get();
  }
}
