package dev.fairlead.proxy.connect;

import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Who waits, in the order of coming.
 *
 * <p>One that was woken keeps its turn until it leaves; nobody is woken past it meanwhile.
 * Thread-safe, lock-free; bounded by what {@link #enter} is told.
 */
final class WaitingLine {
  private final ConcurrentLinkedDeque<WaitingPlace> places = new ConcurrentLinkedDeque<>();

  /** Counted before one is in the line and after it left: never less than there are. */
  private final AtomicInteger length = new AtomicInteger();

  int length() {
    return length.get();
  }

  /** Lines up behind all others; false if {@code bound} wait already. */
  boolean enter(WaitingPlace place, int bound) {
    if (length.incrementAndGet() > bound) {
      length.decrementAndGet();
      return false;
    }
    places.addLast(place);
    return true;
  }

  /** Gives up its turn. */
  void leave(WaitingPlace place) {
    places.remove(place); // who leaves is mostly among the first
    length.decrementAndGet();
  }

  /**
   * Wakes the first, unless it is about to look already: when it leaves the next is woken.
   *
   * @param wanted the first of those that want this instance; empty for the first of all
   * @return whether there is one
   */
  boolean wake(String wanted) {
    for (WaitingPlace place : places) {
      if (wanted.isEmpty() || place.wanted().equals(wanted)) {
        place.wake();
        return true;
      }
    }
    return false;
  }

  /** Wakes the one behind {@code place}, which cannot use what is free. */
  void wakeBehind(WaitingPlace place) {
    boolean behind = false;
    for (WaitingPlace other : places) {
      if (behind) {
        other.wake();
        return;
      }
      behind = other == place;
    }
  }
}
