package dev.fairlead.stress.broken;

import static dev.fairlead.catalog.lock.LockWord.ONE_READER;
import static dev.fairlead.catalog.lock.LockWord.PARKED;
import static dev.fairlead.catalog.lock.LockWord.UPGRADABLE;
import static dev.fairlead.catalog.lock.LockWord.WRITER;
import static dev.fairlead.catalog.lock.LockWord.WRITER_PARKED;
import static dev.fairlead.catalog.lock.LockWord.has;
import static dev.fairlead.catalog.lock.LockWord.readers;

import dev.fairlead.stress.broken.BrokenQueue.Waiter;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The reader-writer lock of parking_lot 0.12.3 with the {@link Fault}s it had, each on request;
 * without any it is the corrected algorithm of 0.12.4.
 *
 * <p>Left out is what plays no part in the faults: spinning before parking, which only hides them,
 * and handing over for fairness. Written from the description of the algorithm (by Amanieu
 * d'Antras), on the same state word as the catalog's lock, sharing no other code with it: what is
 * broken here cannot break there.
 *
 * <p>Deadlines are by {@link System#nanoTime()}. Thread-safe, as far as it goes. For proofs only.
 */
public final class BrokenLock {
  private static final long UPGRADABLE_READER = ONE_READER | UPGRADABLE;

  /** The one field all threads fight over; every access is a full fence, as in the original. */
  private final AtomicLong state = new AtomicLong();

  private final BrokenQueue queue = new BrokenQueue();
  private final boolean subtractsFlag;
  private final boolean skipsWriters;
  private final Runnable window;

  /** A free lock with these faults. */
  public BrokenLock(Set<Fault> faults) {
    this(faults, () -> {});
  }

  /**
   * A free lock with these faults.
   *
   * @param window runs where the first fault has its window: after a writer that gives up left the
   *     queue, before it gives {@code WRITER} back
   */
  public BrokenLock(Set<Fault> faults, Runnable window) {
    this.subtractsFlag = faults.contains(Fault.SUBTRACTED_FLAG);
    this.skipsWriters = faults.contains(Fault.SKIPPED_WRITER);
    this.window = window;
  }

  /** The word now. */
  public long word() {
    return state.get();
  }

  /** Enters as a reader if that needs no waiting. */
  public boolean tryRead() {
    long word = state.get();
    while (!has(word, WRITER)) {
      if (state.compareAndSet(word, word + ONE_READER)) {
        return true;
      }
      word = state.get();
    }
    return false;
  }

  /** Enters as the writer if the lock is free. */
  public boolean tryWrite() {
    return state.compareAndSet(0, WRITER);
  }

  /** Enters as a reader; whether it got in before the deadline. */
  public boolean read(long deadline) {
    return enter(ONE_READER, WRITER, deadline);
  }

  /** Enters as the reader that may become the writer. */
  public boolean upgradable(long deadline) {
    return enter(UPGRADABLE_READER, WRITER | UPGRADABLE, deadline);
  }

  /** Enters as the writer: first takes {@code WRITER}, then waits for the readers inside. */
  public boolean write(long deadline) {
    return enter(WRITER, WRITER | UPGRADABLE, deadline) && drain(0, deadline);
  }

  /** Turns the upgradable reader into the writer; when time runs out it is what it was before. */
  public boolean upgrade(long deadline) {
    state.getAndAdd(WRITER - UPGRADABLE_READER);
    return drain(UPGRADABLE_READER, deadline);
  }

  /** Leaves as a reader; the last one wakes the writer that waits for it. */
  public void releaseRead() {
    long before = state.getAndAdd(-ONE_READER);
    if (readers(before) != 1 || !has(before, WRITER_PARKED)) {
      return;
    }
    Waiter writer;
    queue.lock();
    try {
      writer = queue.takeDraining();
      clear(WRITER_PARKED); // runs also when no thread was found
      if (writer != null) {
        writer.signal();
      }
    } finally {
      queue.unlock();
    }
    if (writer != null) {
      writer.unpark();
    }
  }

  /** Leaves as the upgradable reader. */
  public void releaseUpgradable() {
    if (has(state.getAndAdd(-UPGRADABLE_READER), PARKED)) {
      wake(0);
    }
  }

  /** Leaves as the writer. */
  public void releaseWrite() {
    if (state.compareAndSet(WRITER, 0)) {
      return;
    }
    List<Waiter> woken;
    queue.lock();
    try {
      woken = queue.take(0);
      state.set(queue.isEmpty() ? 0 : PARKED);
      woken.forEach(Waiter::signal);
    } finally {
      queue.unlock();
    }
    woken.forEach(Waiter::unpark);
  }

  /** Turns the writer into a reader and lets others in. */
  public void downgrade() {
    if (has(state.getAndAdd(ONE_READER - WRITER), PARKED)) {
      wake(ONE_READER);
    }
  }

  /** Turns the writer into the upgradable reader and lets readers in. */
  public void downgradeToUpgradable() {
    if (has(state.getAndAdd(UPGRADABLE_READER - WRITER), PARKED)) {
      wake(UPGRADABLE_READER);
    }
  }

  private boolean enter(long token, long blockers, long deadline) {
    while (true) {
      long word = state.get();
      if (!has(word, blockers)) {
        if (state.compareAndSet(word, word + token)) {
          return true;
        }
        continue;
      }
      if (!has(word, PARKED) && !state.compareAndSet(word, word | PARKED)) {
        continue;
      }
      if (!park(new Waiter(token), blockers, deadline)) {
        return false;
      }
    }
  }

  /** Waits in the main queue; false when time ran out. */
  private boolean park(Waiter waiter, long blockers, long deadline) {
    queue.lock();
    try {
      long word = state.get();
      if (!has(word, PARKED) || !has(word, blockers)) {
        return true;
      }
      queue.add(waiter);
    } finally {
      queue.unlock();
    }
    if (waiter.await(deadline)) {
      return true;
    }
    queue.lock();
    try {
      if (waiter.isSignalled()) {
        return true;
      }
      queue.remove(waiter);
      if (queue.isEmpty()) {
        clear(PARKED);
      }
      return false;
    } finally {
      queue.unlock();
    }
  }

  /** {@code WRITER} is this thread's: waits for the readers, or gives it back for {@code held}. */
  private boolean drain(long held, long deadline) {
    while (true) {
      long word = state.get();
      if (readers(word) == 0) {
        return true;
      }
      if (!has(word, WRITER_PARKED) && !state.compareAndSet(word, word | WRITER_PARKED)) {
        continue;
      }
      if (!parkDraining(new Waiter(WRITER), deadline)) {
        window.run();
        giveUp(held);
        return false;
      }
    }
  }

  private boolean parkDraining(Waiter waiter, long deadline) {
    queue.lock();
    try {
      long word = state.get();
      if (readers(word) == 0 || !has(word, WRITER_PARKED)) {
        return true;
      }
      queue.drain(waiter);
    } finally {
      queue.unlock();
    }
    if (waiter.await(deadline)) {
      return true;
    }
    queue.lock();
    try {
      if (waiter.isSignalled()) {
        return true;
      }
      queue.drain(null);
      if (!subtractsFlag) {
        clear(WRITER_PARKED);
      }
      return false;
    } finally {
      queue.unlock();
    }
  }

  private void giveUp(long held) {
    long own = subtractsFlag ? WRITER | WRITER_PARKED : WRITER;
    long before = state.getAndAdd(held - own);
    if (has(before, PARKED)) {
      wake(skipsWriters ? UPGRADABLE_READER : held);
    }
  }

  /** Wakes those who can run beside {@code held}. */
  private void wake(long held) {
    List<Waiter> woken;
    queue.lock();
    try {
      woken = queue.take(held);
      if (queue.isEmpty()) {
        clear(PARKED);
      }
      woken.forEach(Waiter::signal);
    } finally {
      queue.unlock();
    }
    woken.forEach(Waiter::unpark);
  }

  private void clear(long flag) {
    state.getAndUpdate(word -> word & ~flag);
  }
}
