package dev.fairlead.catalog.lock;

import static dev.fairlead.catalog.lock.LockWord.NONE;
import static dev.fairlead.catalog.lock.LockWord.ONE_READER;
import static dev.fairlead.catalog.lock.LockWord.PARKED;
import static dev.fairlead.catalog.lock.LockWord.UPGRADABLE_READER;
import static dev.fairlead.catalog.lock.LockWord.WRITER;
import static dev.fairlead.catalog.lock.LockWord.WRITER_PARKED;
import static dev.fairlead.catalog.lock.LockWord.exchanged;
import static dev.fairlead.catalog.lock.LockWord.has;
import static dev.fairlead.catalog.lock.LockWord.readers;

import dev.fairlead.catalog.lock.Waiter.Wake;
import org.jspecify.annotations.Nullable;

/**
 * A timed reader-writer lock whose whole state is one {@link LockWord}; the algorithm of
 * parking_lot's RawRwLock (by Amanieu d'Antras) as corrected in its version 0.12.4.
 *
 * <p>A writer acquires in two steps: it takes {@code WRITER} as soon as no other has it, which
 * keeps new readers out, then waits for the readers inside to leave. Whoever waits for {@code
 * WRITER} or {@code UPGRADABLE} to clear queues in order of arrival; a release wakes everybody up
 * to the first who excludes the next, and they compete with newcomers, but at least each
 * millisecond one release hands the lock over instead, so that nobody starves.
 *
 * <p>The step that is easy to get wrong: a writer that gives up while readers are inside. See
 * {@link Parking#giveUp}.
 *
 * <p>The bare lock, for proofs and benchmarks: not reentrant, knows no owners. {@link LabelledLock}
 * is the way to use it. Deadlines are by {@link System#nanoTime()}; the short spin before parking
 * does not look at them, and a lock that is free is acquired whatever the deadline.
 */
public final class WordLock {
  /** How an acquisition ended. */
  public enum Outcome {
    /** The lock is held. */
    ACQUIRED,
    /** The deadline passed; what was held before is held, nothing else. */
    TIMED_OUT,
    /** The thread was interrupted, its flag is cleared; otherwise as {@link #TIMED_OUT}. */
    INTERRUPTED
  }

  private final AtomicWord state = new AtomicWord();
  private final WriterIdentity writer = new WriterIdentity();
  private final Parking parking = new Parking(state, writer);
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

  /** Who the JVM's deadlock detector is told holds it alone; right while somebody waits. */
  @Nullable Thread shownWriter() {
    return writer.shown();
  }

  /**
   * For drills: leaves the word as a flag cleared twice by arithmetic left that of a whole fleet,
   * every bit set and nobody inside.
   */
  void corrupt() {
    state.overwrite(-1);
  }

  /** Enters as a reader if no writer is inside or waiting. */
  public boolean tryRead() {
    long word = word();
    return (LockWord.hasNoFlags(word) && state.cas(word, word + ONE_READER))
        || tryEnter(ONE_READER);
  }

  /** Enters as the upgradable reader if no other and no writer is inside or waiting. */
  public boolean tryUpgradable() {
    return tryEnter(UPGRADABLE_READER);
  }

  /** Enters as the writer if the lock is free. */
  public boolean tryWrite() {
    boolean acquired = state.cas(NONE, WRITER);
    if (acquired && writer.tookBy(Thread.currentThread()) && has(state.getVolatile(), PARKED)) {
      parking.showWriter();
    }
    return acquired;
  }

  /** Enters as a reader. */
  public Outcome read(long deadline) {
    return enter(ONE_READER, deadline);
  }

  /** Enters as a reader beside other readers, the only one that may {@link #upgrade}. */
  public Outcome upgradable(long deadline) {
    return enter(UPGRADABLE_READER, deadline);
  }

  /** Enters as the writer. */
  public Outcome write(long deadline) {
    Outcome outcome = enter(WRITER, deadline);
    return outcome == Outcome.ACQUIRED ? waitForReaders(deadline, NONE) : outcome;
  }

  /**
   * Makes the upgradable reader the writer, once the other readers have left. If that does not
   * happen in time it is the upgradable reader still.
   */
  public Outcome upgrade(long deadline) {
    exchange(UPGRADABLE_READER, WRITER);
    return waitForReaders(deadline, UPGRADABLE_READER);
  }

  /** Makes the writer a reader; nobody writes in between. */
  public void downgrade() {
    releaseWriteFor(ONE_READER);
  }

  /** Makes the writer the upgradable reader; nobody writes in between. */
  public void downgradeToUpgradable() {
    releaseWriteFor(UPGRADABLE_READER);
  }

  /** Leaves as a reader. */
  public void releaseRead() {
    long before = state.getAndAdd(-ONE_READER);
    if (LockWord.hasNoFlags(before) && before != NONE) {
      return;
    }
    LockWord.verify(readers(before) >= 1 && LockWord.sane(before), "a reader left", before);
    if (readers(before) == 1 && has(before, WRITER_PARKED)) {
      parking.wakeDrainingWriter();
    }
  }

  /** Leaves as the upgradable reader. */
  public void releaseUpgradable() {
    long word = word();
    while (!has(word, PARKED) && LockWord.contains(word, UPGRADABLE_READER)) {
      if (state.cas(word, exchanged(word, UPGRADABLE_READER, NONE))) {
        return;
      }
      word = word();
    }
    parking.exchangeAndWake(UPGRADABLE_READER, NONE);
  }

  /** Leaves as the writer. */
  public void releaseWrite() {
    releaseWriteFor(NONE);
  }

  private void releaseWriteFor(long share) {
    if (!state.cas(WRITER, share)) {
      LockWord.verify(readers(word()) == 0, "the writer left", word());
      parking.exchangeAndWake(WRITER, share);
    }
  }

  /** Not by a corrupt word: the timed ways say what is wrong with it. */
  private boolean tryEnter(long share) {
    long word = word();
    while (LockWord.admits(word, share) && LockWord.sane(word)) {
      if (state.cas(word, exchanged(word, NONE, share))) {
        return true;
      }
      word = word();
    }
    return false;
  }

  private void exchange(long given, long taken) {
    long word;
    do {
      word = checkedWord();
      LockWord.verify(LockWord.contains(word, given), "a reader upgraded", word);
    } while (!state.cas(word, exchanged(word, given, taken)));
  }

  /** Takes {@code share} as soon as the word admits it. */
  private Outcome enter(long share, long deadline) {
    Spin spin = new Spin(spinRounds);
    while (!tryEnter(share)) {
      long word = checkedWord();
      if (!has(word, PARKED | WRITER_PARKED) && spin.once()) {
        continue;
      }
      if (LockWord.admits(word, share) || !setFlag(word, PARKED)) {
        continue;
      }
      Wake wake = parking.queueUp(share, deadline);
      switch (wake) {
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
    return Outcome.ACQUIRED;
  }

  /** W is this thread's: waits for the readers inside, or exchanges it for {@code back}. */
  private Outcome waitForReaders(long deadline, long back) {
    Spin spin = new Spin(spinRounds);
    long word = checkedWord();
    while (readers(word) > 0) {
      if (!spin.once() && setFlag(word, WRITER_PARKED)) {
        Wake wake = parking.drain(deadline, back);
        if (wake == Wake.TIMED_OUT || wake == Wake.INTERRUPTED) {
          return wake == Wake.TIMED_OUT ? Outcome.TIMED_OUT : Outcome.INTERRUPTED;
        }
      }
      word = checkedWord();
    }
    boolean _ = writer.tookBy(Thread.currentThread());
    if (has(state.getVolatile(), PARKED)) {
      parking.showWriter();
    }
    return Outcome.ACQUIRED;
  }

  /** Whether {@code flag} is set, by this thread or before. */
  private boolean setFlag(long word, long flag) {
    return has(word, flag) || state.cas(word, word | flag);
  }

  private long checkedWord() {
    long word = word();
    LockWord.verify(LockWord.sane(word), "the word was read", word);
    return word;
  }
}
