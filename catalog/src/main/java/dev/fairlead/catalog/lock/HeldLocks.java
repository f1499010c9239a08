package dev.fairlead.catalog.lock;

import dev.fairlead.catalog.lock.LockException.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Which thread holds which locks, in the order it acquired them.
 *
 * <p>Thread-safe: each thread writes its own entry, anybody reads. A thread that holds nothing has
 * no entry, so that the map is bounded by the threads that are inside.
 */
final class HeldLocks {
  private final ConcurrentMap<Thread, List<Hold>> byThread = new ConcurrentHashMap<>();

  /**
   * Refuses what could deadlock: the same lock again, or one of a rank not above all held.
   *
   * @throws LockException {@code NESTED} or {@code OUT_OF_RANK}
   */
  void check(Hold wish) {
    for (Hold hold : byThread.getOrDefault(wish.thread(), List.of())) {
      if (hold.lock() == wish.lock()) {
        throw refused(Reason.NESTED, wish, hold, "holds it already");
      }
      if (hold.lock().rank() >= wish.lock().rank()) {
        throw refused(Reason.OUT_OF_RANK, wish, hold, "holds one that comes after it");
      }
    }
  }

  void push(Hold hold) {
    List<Hold> next = new ArrayList<>(byThread.getOrDefault(hold.thread(), List.of()));
    next.add(hold);
    byThread.put(hold.thread(), List.copyOf(next));
  }

  void pop(Hold hold) {
    List<Hold> next = new ArrayList<>(byThread.getOrDefault(hold.thread(), List.of()));
    next.remove(hold);
    if (next.isEmpty()) {
      byThread.remove(hold.thread());
    } else {
      byThread.put(hold.thread(), List.copyOf(next));
    }
  }

  /** Who is inside {@code lock} now. */
  List<Hold> of(LabelledLock lock) {
    return byThread.values().stream()
        .flatMap(List::stream)
        .filter(hold -> hold.lock() == lock)
        .toList();
  }

  private static LockException refused(Reason reason, Hold wish, Hold hold, String why) {
    return new LockException(
        reason,
        "lock '%s' (rank %d) refused for \"%s\": thread %s %s: '%s' (rank %d) for \"%s\""
            .formatted(
                wish.lock().name(),
                wish.lock().rank(),
                wish.label(),
                wish.thread().getName(),
                why,
                hold.lock().name(),
                hold.lock().rank(),
                hold.label()));
  }
}
