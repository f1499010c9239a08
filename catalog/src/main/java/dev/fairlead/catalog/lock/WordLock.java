package dev.fairlead.catalog.lock;

import static dev.fairlead.catalog.lock.LockWord.ONE_READER;
import static dev.fairlead.catalog.lock.LockWord.PARKED;
import static dev.fairlead.catalog.lock.LockWord.UPGRADABLE;
import static dev.fairlead.catalog.lock.LockWord.WRITER;
import static dev.fairlead.catalog.lock.LockWord.WRITER_PARKED;
import static dev.fairlead.catalog.lock.LockWord.has;
import static dev.fairlead.catalog.lock.LockWord.readers;

import dev.fairlead.catalog.lock.Waiter.Wake;
import java.util.List;

/**
 * A timed reader-writer lock whose whole state is one {@link LockWord}; the algorithm of
 * parking_lot's RawRwLock (by Amanieu d'Antras) as corrected in its version 0.12.4.
 *
 * <p>A writer acquires in two steps: it takes {@code WRITER} as soon as no other has it, which
 * keeps new readers out, then waits for the readers inside to leave. Whoever waits for {@code
 * WRITER} to clear queues in order of arrival; a release wakes everybody up to the first writer,
 * who compete with newcomers, but at least each millisecond one release hands the lock over
 * instead, so that nobody starves.
 *
 * <p>The step that is easy to get wrong: a writer that gives up while readers are inside. Its flag
 * {@code WRITER_PARKED} may be cleared by the last reader at the same moment, so it is cleared by
 * AND, under the queue lock, by both; only {@code WRITER}, which nobody else may clear, is
 * subtracted. Then whoever queued behind the writer is woken, writers too.
 *
 * <p>The bare lock, for proofs and benchmarks: not reentrant, knows no owners. {@link LabelledLock}
 * is the way to use it. Deadlines are by {@link System#nanoTime()}; the short spin before parking
 * does not look at them.
 */
public final class WordLock {
  /** How an acquisition ended. */
  public enum Outcome {
    /** The lock is held. */
    ACQUIRED,
    /** The deadline passed; nothing is held. */
    TIMED_OUT,
    /** The thread was interrupted, its flag is cleared; nothing is held. */
    INTERRUPTED
  }

  private static final long FAIR_EVERY_NANOS = 1_000_000; // 1 ms

  private final AtomicWord state = new AtomicWord();
  private final WaitQueue queue = new WaitQueue();
  private final WriterIdentity writer = new WriterIdentity();

  /** When the next release hands over; guarded by the queue lock. */
  private long fairAt = System.nanoTime();

  private final int spinRounds;

  /** A free lock. */
  public WordLock() {
    this(Spin.ROUNDS);
  }

  /**
   * A free lock whose threads park sooner.
   *
   * @param spinRounds how often a thread looks again before it parks; with 0 the steps of parking
   *     meet each other often enough to be tested
   */
  public WordLock(int spinRounds) {
    this.spinRounds = spinRounds;
  }

  /** The word now: an acquire load. */
  public long word() {
    return state.get();
  }

  WriterIdentity writer() {
    return writer;
  }

  /** Enters as a reader if no writer is inside or waiting, without spinning. */
  public boolean tryRead() {
    long word = checked(word());
    return !has(word, WRITER) && state.cas(word, word + ONE_READER);
  }

  /** Enters as the writer if the lock is free, without spinning. */
  public boolean tryWrite() {
    boolean acquired = state.cas(0, WRITER);
    if (acquired) {
      writer.set(Thread.currentThread());
    }
    return acquired;
  }

  /**
   * Enters as a reader.
   *
   * @param deadline by {@link System#nanoTime()}
   */
  public Outcome read(long deadline) {
    return enter(ONE_READER, WRITER, deadline);
  }

  /**
   * Enters as the writer.
   *
   * @param deadline by {@link System#nanoTime()}
   */
  public Outcome write(long deadline) {
    Outcome outcome = enter(WRITER, WRITER | UPGRADABLE, deadline);
    if (outcome == Outcome.ACQUIRED) {
      outcome = waitForReaders(deadline);
    }
    if (outcome == Outcome.ACQUIRED) {
      writer.set(Thread.currentThread());
    }
    return outcome;
  }

  /** Leaves as a reader. */
  public void releaseRead() {
    long before = state.getAndAdd(-ONE_READER);
    verify(readers(before) >= 1 && LockWord.sane(before), "a reader left", before);
    if (readers(before) == 1 && has(before, WRITER_PARKED)) {
      wakeDrainingWriter();
    }
  }

  /** Leaves as the writer. */
  public void releaseWrite() {
    writer.set(null);
    if (!state.cas(WRITER, 0)) {
      releaseToQueue();
    }
  }

  /** Adds {@code token} to the word once none of {@code blockers} is set. */
  private Outcome enter(long token, long blockers, long deadline) {
    Spin spin = new Spin(spinRounds);
    while (true) {
      long word = checked(word());
      if (!has(word, blockers)) {
        if (state.cas(word, word + token)) {
          return Outcome.ACQUIRED;
        }
        continue;
      }
      if (!has(word, PARKED | WRITER_PARKED) && spin.once()) {
        continue;
      }
      if (!has(word, PARKED) && !state.cas(word, word | PARKED)) {
        continue;
      }
      switch (parkInQueue(token, blockers, deadline)) {
        case HANDED_OVER -> {
          return Outcome.ACQUIRED;
        }
        case TIMED_OUT -> {
          return Outcome.TIMED_OUT;
        }
        case INTERRUPTED -> {
          return Outcome.INTERRUPTED;
        }
        case NONE, RETRY -> spin.reset();
      }
    }
  }

  private Wake parkInQueue(long token, long blockers, long deadline) {
    Waiter waiter = new Waiter(token);
    queue.lock();
    try {
      long word = word();
      if (!has(word, PARKED) || !has(word, blockers)) {
        return Wake.RETRY; // released since: whoever released did not see this thread
      }
      queue.add(waiter);
    } finally {
      queue.unlock();
    }
    return await(waiter, deadline, () -> withdraw(waiter));
  }

  /** Under the queue lock: leaves the main queue. */
  private void withdraw(Waiter waiter) {
    queue.remove(waiter);
    if (queue.isEmpty()) {
      state.clear(PARKED);
    }
  }

  /** Sleeps; after a time-out or interrupt withdraws, unless a wake-up was first: it counts. */
  private Wake await(Waiter waiter, long deadline, Runnable withdraw) {
    Wake wake = waiter.await(writer, deadline);
    if (wake == Wake.RETRY || wake == Wake.HANDED_OVER) {
      return wake;
    }
    queue.lock();
    try {
      if (waiter.wake() == Wake.NONE) {
        withdraw.run();
        return wake;
      }
      if (wake == Wake.INTERRUPTED) {
        Thread.currentThread().interrupt(); // for later: dropping the wake-up would lose it
      }
      return waiter.wake();
    } finally {
      queue.unlock();
    }
  }

  /** WRITER is this thread's; waits for the readers inside, or gives it back. */
  private Outcome waitForReaders(long deadline) {
    Spin spin = new Spin(spinRounds);
    while (true) {
      long word = checked(word());
      if (readers(word) == 0) {
        return Outcome.ACQUIRED;
      }
      if (spin.once()) {
        continue;
      }
      if (!has(word, WRITER_PARKED) && !state.cas(word, word | WRITER_PARKED)) {
        continue;
      }
      Wake wake = parkDraining(deadline);
      if (wake == Wake.TIMED_OUT || wake == Wake.INTERRUPTED) {
        giveUpWriter();
        return wake == Wake.TIMED_OUT ? Outcome.TIMED_OUT : Outcome.INTERRUPTED;
      }
    }
  }

  private Wake parkDraining(long deadline) {
    Waiter waiter = new Waiter(WRITER);
    queue.lock();
    try {
      long word = word();
      if (readers(word) == 0 || !has(word, WRITER_PARKED)) {
        return Wake.RETRY; // the last reader left since
      }
      queue.drain(waiter);
    } finally {
      queue.unlock();
    }
    return await(waiter, deadline, this::withdrawDraining);
  }

  /** Under the queue lock, and by AND: a reader that leaves now clears it again, to no effect. */
  private void withdrawDraining() {
    queue.drain(null);
    state.clear(WRITER_PARKED);
  }

  /** Takes WRITER out of the word and wakes whoever queued behind it, as a release would. */
  private void giveUpWriter() {
    long before = state.getAndAdd(-WRITER);
    verify(has(before, WRITER) && !has(before, WRITER_PARKED), "a writer gave up", before);
    if (has(before, PARKED)) {
      wakeQueue();
    }
  }

  private void wakeDrainingWriter() {
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

  private void wakeQueue() {
    List<Waiter> woken;
    queue.lock();
    try {
      woken = queue.takeRunnable();
      if (queue.isEmpty()) {
        state.clear(PARKED);
      }
      woken.forEach(waiter -> waiter.signal(Wake.RETRY));
    } finally {
      queue.unlock();
    }
    woken.forEach(Waiter::unpark);
  }

  private void releaseToQueue() {
    List<Waiter> woken;
    queue.lock();
    try {
      woken = queue.takeRunnable();
      boolean handOver = !woken.isEmpty() && fairIsDue();
      long next = handOver ? woken.stream().mapToLong(Waiter::token).sum() : 0;
      long before = state.getAndSet(queue.isEmpty() ? next : next | PARKED);
      // WRITER_PARKED may still be set: the last reader has not come to clear it yet.
      verify(has(before, WRITER) && readers(before) == 0, "the writer left", before);
      woken.forEach(waiter -> waiter.signal(handOver ? Wake.HANDED_OVER : Wake.RETRY));
    } finally {
      queue.unlock();
    }
    woken.forEach(Waiter::unpark);
  }

  private boolean fairIsDue() {
    long now = System.nanoTime();
    boolean due = now - fairAt >= 0;
    if (due) {
      fairAt = now + FAIR_EVERY_NANOS;
    }
    return due;
  }

  private static long checked(long word) {
    verify(LockWord.sane(word), "the word was read", word);
    return word;
  }

  private static void verify(boolean holds, String when, long word) {
    if (!holds) {
      throw LockException.corrupt(when, word);
    }
  }
}
