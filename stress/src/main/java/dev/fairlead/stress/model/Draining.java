package dev.fairlead.stress.model;

import static dev.fairlead.catalog.lock.LockWord.PARKED;
import static dev.fairlead.catalog.lock.LockWord.UPGRADABLE_READER;
import static dev.fairlead.catalog.lock.LockWord.WRITER;
import static dev.fairlead.catalog.lock.LockWord.WRITER_PARKED;
import static dev.fairlead.catalog.lock.LockWord.has;
import static dev.fairlead.catalog.lock.LockWord.readers;

import dev.fairlead.catalog.lock.LockWord;
import dev.fairlead.stress.broken.Fault;
import dev.fairlead.stress.model.State.Wake;

/**
 * The steps of a thread that has {@code WRITER} and waits for the readers inside; and the ways of
 * giving up: ours, which exchanges the share in one CAS under the queue lock, and the two that went
 * wrong.
 */
final class Draining {
  private static final int NOBODY = -1;

  private Draining() {}

  static boolean upgrade(Turn turn) {
    long next = LockWord.exchanged(turn.loaded(), turn.op().given, WRITER);
    return turn.cas(next, At.DRAIN_LOAD, At.UPGRADE_LOAD);
  }

  static boolean load(Turn turn) {
    if (readers(turn.word()) == 0) {
      return turn.end(true);
    }
    return has(turn.word(), WRITER_PARKED) ? turn.to(At.DRAIN_LOCK) : turn.load(At.DRAIN_MARK);
  }

  static boolean mark(Turn turn) {
    return turn.cas(turn.loaded() | WRITER_PARKED, At.DRAIN_LOCK, At.DRAIN_LOAD);
  }

  static boolean check(Turn turn) {
    if (readers(turn.word()) == 0 || !has(turn.word(), WRITER_PARKED)) {
      return turn.to(At.DRAIN_AGAIN);
    }
    turn.state().wake(turn.thread(), Wake.NONE);
    turn.state().draining(turn.thread());
    return turn.to(At.DRAIN_SLEEP);
  }

  static boolean wake(Turn turn) {
    return turn.isWoken()
        ? resume(turn, At.DRAIN_LOAD)
        : turn.mayGiveUp() && turn.to(At.GIVE_UP_LOCK);
  }

  static boolean giveUp(Turn turn) {
    if (turn.isWoken()) {
      return resume(turn, At.DRAIN_AGAIN);
    }
    turn.state().draining(NOBODY);
    if (turn.has(Fault.SUBTRACTED_FLAG)) {
      return turn.to(At.GIVE_UP_UNLOCK);
    }
    return turn.to(turn.has(Fault.SKIPPED_WRITER) ? At.GIVE_UP_CLEAR : At.EXCHANGE_TAKE);
  }

  /** The first fault: subtracts a flag that may be gone. */
  static boolean giveUpAdd(Turn turn) {
    long flags = turn.has(Fault.SUBTRACTED_FLAG) ? WRITER | WRITER_PARKED : WRITER;
    long before = turn.word();
    turn.state().word(before + turn.op().given - flags);
    return has(before, PARKED) ? turn.to(At.WAKE_LOCK) : turn.end(false);
  }

  /** The second fault: wakes as if an upgradable reader were inside. */
  static boolean wakeTake(Turn turn) {
    turn.takeAdmitted(turn.has(Fault.SKIPPED_WRITER) ? UPGRADABLE_READER : turn.op().given);
    turn.state().word(turn.state().isQueueEmpty() ? turn.word() & ~PARKED : turn.word());
    return turn.to(At.SIGNAL);
  }

  private static boolean resume(Turn turn, At next) {
    turn.state().wake(turn.thread(), Wake.NONE);
    return turn.to(next);
  }
}
