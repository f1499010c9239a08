package dev.fairlead.proxy.connect;

import dev.fairlead.catalog.model.Effort;
import dev.fairlead.catalog.model.Instance;
import io.netty.channel.EventLoop;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What the dispatches of one service share: the budget of their retries, and the lines of those
 * that wait for a free place.
 *
 * <pre>
 *   a place is free ──► who waits for that instance ──nobody──► who waits for any, first come
 *   one leaves, served or not ──► the next looks for itself
 *   one cannot use what is free ──► the one behind it looks
 *   every {@value #LOOK_MILLIS} ms, while anybody waits ──► the first looks: a limit may have been
 *                                  raised, an instance added, another region have room
 * </pre>
 *
 * <p>Nobody is handed a place: who is woken looks for one, keeps its turn if there is none after
 * all, and wakes the next when it leaves. Newcomers line up while anybody waits. So no place stays
 * free behind one who cannot use it, and a wake-up that is lost costs one look. Thread-safe,
 * lock-free.
 */
final class Lane {
  /** How often the first in line looks although it heard of no free place. */
  static final int LOOK_MILLIS = 250;

  private final RetryBudget budget;
  private final WaitingLine anyPlace = new WaitingLine();
  private final WaitingLine onePlace = new WaitingLine();

  /** Set by who begins to look, cleared by each look: pairs with itself, so that one looks. */
  private final AtomicBoolean looking = new AtomicBoolean();

  Lane(long nowNanos) {
    budget = new RetryBudget(nowNanos);
  }

  /** The budget of retries. */
  RetryBudget budget() {
    return budget;
  }

  /** Whether a newcomer that takes any instance has to line up. */
  boolean crowded() {
    return anyPlace.length() > 0;
  }

  /** How many wait. */
  int waiting() {
    return anyPlace.length() + onePlace.length();
  }

  /** Lines up, once; false if the line is as long as {@code effort} allows. */
  boolean enter(WaitingPlace place, Effort effort, EventLoop loop) {
    if (!lineOf(place).enter(place, effort.queue())) {
      return false;
    }
    look(loop);
    return true;
  }

  /** Leaves its line; the next one looks. */
  void leave(WaitingPlace place) {
    lineOf(place).leave(place);
    wake(place.wanted());
  }

  /** A place of {@code instance} is free. */
  void freed(Instance instance) {
    if (instance.hard() > 0) { // nobody waits for one without limit
      wake(instance.id());
    }
  }

  /** Wakes one that could use a free place of {@code instance}; empty for any. */
  void wake(String instance) {
    // The line's length is read after the place was given back, and who lines up adds to it before
    // it looks for the last time: one of both sees the other.
    if (!instance.isEmpty() && onePlace.length() > 0 && onePlace.wake(instance)) {
      return;
    }
    if (anyPlace.length() > 0) {
      anyPlace.wake("");
    }
  }

  /** A place is free that {@code place}, whose turn it was, cannot use. */
  void passOn(WaitingPlace place) {
    lineOf(place).wakeBehind(place);
  }

  private WaitingLine lineOf(WaitingPlace place) {
    return place.wanted().isEmpty() ? anyPlace : onePlace;
  }

  private void look(EventLoop loop) {
    if (looking.compareAndSet(false, true)) {
      var _ = loop.schedule(() -> looked(loop), LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  private void looked(EventLoop loop) {
    looking.set(false);
    anyPlace.wake("");
    onePlace.wake("");
    if (waiting() > 0) {
      look(loop);
    }
  }
}
