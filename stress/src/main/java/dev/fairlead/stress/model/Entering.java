package dev.fairlead.stress.model;

import static dev.fairlead.catalog.lock.LockWord.PARKED;
import static dev.fairlead.catalog.lock.LockWord.has;

import dev.fairlead.catalog.lock.LockWord;
import dev.fairlead.stress.model.State.Wake;

/** The steps of a thread that wants a share of the word: {@code enter} and the main queue. */
final class Entering {
  private Entering() {}

  static boolean load(Turn turn) {
    return turn.load(isAdmitted(turn) ? At.ENTER_CAS : At.ENTER_LOOK);
  }

  static boolean cas(Turn turn) {
    boolean free = turn.word() == turn.loaded();
    long next = LockWord.exchanged(turn.loaded(), LockWord.NONE, turn.op().taken);
    boolean _ = turn.cas(next, At.END, At.ENTER_LOAD);
    return !free || entered(turn);
  }

  static boolean look(Turn turn) {
    if (isAdmitted(turn)) {
      return turn.to(At.ENTER_LOAD);
    }
    return has(turn.word(), PARKED) ? turn.to(At.ENTER_LOCK) : turn.load(At.ENTER_MARK);
  }

  static boolean mark(Turn turn) {
    return turn.cas(turn.loaded() | PARKED, At.ENTER_LOCK, At.ENTER_LOAD);
  }

  static boolean check(Turn turn) {
    if (!has(turn.word(), PARKED) || isAdmitted(turn)) {
      return turn.to(At.ENTER_AGAIN);
    }
    turn.state().wake(turn.thread(), Wake.NONE);
    turn.state().addLast(turn.thread());
    return turn.to(At.ENTER_SLEEP);
  }

  static boolean wake(Turn turn) {
    return turn.isWoken() ? resume(turn) : turn.mayGiveUp() && turn.to(At.QUIT_LOCK);
  }

  static boolean quit(Turn turn) {
    if (turn.isWoken()) {
      return turn.to(At.QUIT_WOKEN);
    }
    turn.state().remove(turn.thread());
    return turn.to(turn.state().isQueueEmpty() ? At.QUIT_CLEAR : At.QUIT_DONE);
  }

  static boolean quitDone(Turn turn) {
    turn.state().unlock();
    return turn.end(false);
  }

  static boolean quitWoken(Turn turn) {
    turn.state().unlock();
    return resume(turn);
  }

  private static boolean resume(Turn turn) {
    Wake wake = turn.state().wake(turn.thread());
    turn.state().wake(turn.thread(), Wake.NONE);
    return wake == Wake.HANDED_OVER ? entered(turn) : turn.to(At.ENTER_LOAD);
  }

  private static boolean entered(Turn turn) {
    return turn.op().drains() ? turn.to(At.DRAIN_LOAD) : turn.end(true);
  }

  private static boolean isAdmitted(Turn turn) {
    return LockWord.admits(turn.word(), turn.op().taken);
  }
}
