package dev.fairlead.catalog.lock;

import static dev.fairlead.catalog.lock.LockWord.PARKED;
import static dev.fairlead.catalog.lock.LockWord.WRITER;
import static dev.fairlead.catalog.lock.LockWord.WRITER_PARKED;
import static dev.fairlead.catalog.lock.LockWord.has;
import static dev.fairlead.catalog.lock.LockWord.readers;

import dev.fairlead.catalog.lock.Waiter.Wake;
import java.util.List;

/**
 * The slow steps of one {@link WordLock}: those that sleep, and those that wake others. Each
 * changes the word under the queue lock, together with the queue.
 *
 * <p>Thread-safe.
 */
final class Parking {
  private static final long FAIR_EVERY_NANOS = 1_000_000; // 1 ms

  private final AtomicWord state;
  private final WriterIdentity writer;
  private final WaitQueue queue = new WaitQueue();

  /** When the next release hands over; guarded by the queue lock. */
  private long fairAt = System.nanoTime();

  Parking(AtomicWord state, WriterIdentity writer) {
    this.state = state;
    this.writer = writer;
  }

  /** Sleeps in the main queue until the word may admit {@code share}, or already contains it. */
  Wake queueUp(long share, long deadline) {
    Waiter waiter = new Waiter(share);
    queue.lock();
    try {
      long word = state.get();
      if (!has(word, PARKED) || LockWord.admits(word, share)) {
        return Wake.RETRY; // released since: whoever released did not see this thread
      }
      queue.add(waiter);
      writer.show(LockWord.isHeldAlone(word));
    } finally {
      queue.unlock();
    }
    Wake wake = waiter.await(writer, deadline);
    return wake.isSignal() ? wake : leaveQueue(waiter, wake);
  }

  private Wake leaveQueue(Waiter waiter, Wake wake) {
    queue.lock();
    try {
      if (waiter.wasSignalledBefore(wake)) {
        return waiter.wake();
      }
      queue.remove(waiter);
      if (queue.isEmpty()) {
        state.clear(PARKED);
      }
      return wake;
    } finally {
      queue.unlock();
    }
  }

  /**
   * Sleeps until the readers inside have left, for the owner of W; if it gives up, W has become
   * {@code back}.
   */
  Wake drain(long deadline, long back) {
    Waiter waiter = new Waiter(WRITER);
    queue.lock();
    try {
      long word = state.get();
      if (readers(word) == 0 || !has(word, WRITER_PARKED)) {
        return Wake.RETRY; // the last reader left since
      }
      queue.drain(waiter);
      writer.show(false); // readers are inside
    } finally {
      queue.unlock();
    }
    Wake wake = waiter.await(writer, deadline);
    return wake.isSignal() ? wake : giveUp(waiter, wake, back);
  }

  /**
   * Takes W and D out of the word in one step, under the queue lock, and wakes whoever queued
   * behind, writers too, as a release would. The last reader may have seen D and be on its way to
   * clear it: it finds nobody, and an AND that clears nothing, or the D of a later writer, who then
   * looks again.
   */
  private Wake giveUp(Waiter waiter, Wake wake, long back) {
    List<Waiter> woken;
    queue.lock();
    try {
      if (waiter.wasSignalledBefore(wake)) {
        return waiter.wake();
      }
      queue.drain(null);
      woken = exchange(WRITER, back);
    } finally {
      queue.unlock();
    }
    woken.forEach(Waiter::unpark);
    return wake;
  }

  /** For a writer that got in while others queue: they wait for it now. */
  void showWriter() {
    queue.lock();
    writer.show(true);
    queue.unlock();
  }

  /** For the last reader that leaves under a waiting writer. */
  void wakeDrainingWriter() {
    queue.lock();
    Waiter waiter;
    try {
      waiter = queue.takeDraining();
      state.clear(WRITER_PARKED); // also when nobody is there: the writer may not have queued yet
      if (waiter != null) {
        waiter.signal(Wake.RETRY);
      }
    } finally {
      queue.unlock();
    }
    if (waiter != null) {
      waiter.unpark();
    }
  }

  /** Exchanges a share that kept others out, and wakes those who may enter now. */
  void exchangeAndWake(long given, long taken) {
    List<Waiter> woken;
    queue.lock();
    try {
      woken = exchange(given, taken);
    } finally {
      queue.unlock();
    }
    woken.forEach(Waiter::unpark);
  }

  /** Under the queue lock; those returned are signalled and still to be unparked. */
  private List<Waiter> exchange(long given, long taken) {
    long word = state.get();
    LockWord.verify(LockWord.contains(word, given), "a share was given back", word);
    writer.show(false);
    List<Waiter> woken = queue.takeAdmitted(taken);
    boolean handOver = !woken.isEmpty() && fairIsDue();
    long next;
    do {
      word = state.get();
      next = LockWord.exchanged(word, given, taken);
      if (handOver) {
        for (Waiter waiter : woken) {
          next = LockWord.exchanged(next, LockWord.NONE, waiter.share());
        }
      }
      next = queue.isEmpty() ? next & ~PARKED : next | PARKED;
    } while (!state.cas(word, next));
    woken.forEach(waiter -> waiter.signal(handOver ? Wake.HANDED_OVER : Wake.RETRY));
    return woken;
  }

  private boolean fairIsDue() {
    long now = System.nanoTime();
    boolean due = now - fairAt >= 0;
    if (due) {
      fairAt = now + FAIR_EVERY_NANOS;
    }
    return due;
  }
}
