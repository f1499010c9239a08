package dev.fairlead.stress.model;

import static dev.fairlead.catalog.lock.LockWord.NONE;
import static dev.fairlead.catalog.lock.LockWord.ONE_READER;
import static dev.fairlead.catalog.lock.LockWord.PARKED;
import static dev.fairlead.catalog.lock.LockWord.WRITER;
import static dev.fairlead.catalog.lock.LockWord.WRITER_PARKED;
import static dev.fairlead.catalog.lock.LockWord.has;
import static dev.fairlead.catalog.lock.LockWord.readers;

import dev.fairlead.catalog.lock.LockWord;

/** The steps of a thread that gives its share back, or exchanges it for a smaller one. */
final class Leaving {
  private static final int NOBODY = -1;

  private Leaving() {}

  static boolean read(Turn turn) {
    long before = turn.word();
    turn.state().word(before - ONE_READER);
    boolean last = readers(before) == 1 && has(before, WRITER_PARKED);
    return last ? turn.to(At.LAST_LOCK) : turn.end(true);
  }

  static boolean lastTake(Turn turn) {
    int writer = turn.state().draining();
    turn.state().draining(NOBODY);
    turn.state().taken(turn.thread(), writer == NOBODY ? 0 : 1L << writer);
    turn.state().word(turn.word() & ~WRITER_PARKED);
    return turn.to(At.SIGNAL);
  }

  static boolean upgradableLoad(Turn turn) {
    return has(turn.word(), PARKED)
        ? turn.to(At.EXCHANGE_LOCK)
        : turn.load(At.LEAVE_UPGRADABLE_CAS);
  }

  static boolean upgradableCas(Turn turn) {
    boolean free = turn.word() == turn.loaded();
    long next = LockWord.exchanged(turn.loaded(), turn.op().given, NONE);
    boolean _ = turn.cas(next, At.END, At.LEAVE_UPGRADABLE_LOAD);
    return !free || turn.end(true);
  }

  static boolean write(Turn turn) {
    if (turn.word() != WRITER) {
      return turn.to(At.EXCHANGE_LOCK);
    }
    turn.state().word(turn.op().taken);
    return turn.end(true);
  }

  /** A release hands over at least each millisecond, so it may or may not. */
  static boolean exchangeTake(Turn turn) {
    turn.takeAdmitted(shareBack(turn));
    boolean taken = turn.state().taken(turn.thread()) != 0;
    turn.state().handsOver(turn.thread(), taken && turn.chance());
    return turn.load(At.EXCHANGE_CAS);
  }

  static boolean exchangeCas(Turn turn) {
    long given = turn.op().drains() ? WRITER : turn.op().given;
    long next = LockWord.exchanged(turn.loaded(), given, shareBack(turn));
    if (turn.state().handsOver(turn.thread())) {
      next = turn.withTaken(next);
    }
    return turn.cas(turn.withParked(next), At.SIGNAL, At.EXCHANGE_LOAD);
  }

  /** Ends a call that woke others: a release succeeded, an acquisition was given up. */
  static boolean unlock(Turn turn) {
    turn.state().unlock();
    return turn.end(!turn.op().drains());
  }

  /** What a thread that releases, or gives up becoming the writer, has afterwards. */
  private static long shareBack(Turn turn) {
    return turn.op().drains() ? turn.op().given : turn.op().taken;
  }
}
