package dev.fairlead.stress.model;

import static dev.fairlead.catalog.lock.LockWord.PARKED;

import dev.fairlead.catalog.lock.LockWord;
import dev.fairlead.stress.broken.Fault;
import dev.fairlead.stress.model.State.Wake;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * One step of one thread while it is worked out: the fresh state it is written to, and the ways of
 * moving on that all steps share.
 *
 * <p>Time is chance: a step that depends on a clock asks {@link #chance} and is then taken both
 * ways. Confined to one thread.
 */
final class Turn {
  private final State state;
  private final int thread;
  private final Role role;
  private final Set<Fault> faults;
  private final boolean chance;
  private boolean asked;

  private Turn(State state, int thread, Scenario scenario, boolean chance) {
    this.state = state;
    this.thread = thread;
    this.role = scenario.roles().get(thread);
    this.faults = scenario.faults();
    this.chance = chance;
  }

  /** All that can be after {@code thread} took its next step; empty if it sleeps or has ended. */
  static List<State> next(State before, int thread, Scenario scenario) {
    List<State> next = new ArrayList<>(2);
    Turn turn = new Turn(before.copy(), thread, scenario, false);
    turn.takeInto(next);
    if (turn.asked) {
      new Turn(before.copy(), thread, scenario, true).takeInto(next);
    }
    return next;
  }

  private void takeInto(List<State> next) {
    if (state.at(thread).step.take(this)) {
      next.add(state);
    }
  }

  State state() {
    return state;
  }

  int thread() {
    return thread;
  }

  Op op() {
    return state.op(thread);
  }

  boolean mayGiveUp() {
    return role.mayGiveUp(op());
  }

  boolean has(Fault fault) {
    return faults.contains(fault);
  }

  /** What the clock says: either. */
  boolean chance() {
    asked = true;
    return chance;
  }

  long word() {
    return state.word();
  }

  /** The word as this thread last loaded it. */
  long loaded() {
    return state.loaded(thread);
  }

  boolean isWoken() {
    return state.wake(thread) != Wake.NONE;
  }

  /** Goes to another step; true, as every step that was taken. */
  boolean to(At next) {
    state.at(thread, next);
    return true;
  }

  /** Goes to the step listed after this one. */
  private boolean onward() {
    return to(At.of(state.at(thread).ordinal() + 1));
  }

  /** Remembers the word for a CAS to come. */
  boolean load() {
    state.loaded(thread, word());
    return onward();
  }

  /** As {@link #load()}, and goes elsewhere. */
  boolean load(At next) {
    boolean _ = load();
    return to(next);
  }

  /** CAS from the word as it was loaded. */
  boolean cas(long next, At succeeded, At failed) {
    boolean success = word() == loaded();
    if (success) {
      state.word(next);
    }
    state.loaded(thread, 0);
    return to(success ? succeeded : failed);
  }

  /** Clears a flag, whatever else is set. */
  boolean and(long flag) {
    state.word(word() & ~flag);
    return onward();
  }

  /** Takes the queue lock, if it is free. */
  boolean lock() {
    if (state.isLocked()) {
      return false;
    }
    state.lock(thread);
    return onward();
  }

  /** Frees the queue lock. */
  boolean unlock() {
    state.unlock();
    return onward();
  }

  /** Ends the call and begins what the thread does next. */
  boolean end(boolean succeeded) {
    state.begin(thread, role.after(op(), succeeded));
    return true;
  }

  /** Takes from the queue whom the word admits beside {@code share}, in order. */
  void takeAdmitted(long share) {
    long inside = share;
    long taken = 0;
    while (!state.isQueueEmpty()) {
      int first = state.firstQueued();
      long wanted = state.op(first).taken;
      if (!LockWord.admits(inside, wanted)) {
        break;
      }
      state.removeFirst();
      taken |= 1L << first;
      inside = LockWord.exchanged(inside, LockWord.NONE, wanted);
    }
    state.taken(thread, taken);
  }

  /** {@code word} with the shares of those this thread took from the queue. */
  long withTaken(long word) {
    long next = word;
    for (int t = 0; t < state.threads(); t++) {
      if ((state.taken(thread) >>> t & 1) == 1) {
        next = LockWord.exchanged(next, LockWord.NONE, state.op(t).taken);
      }
    }
    return next;
  }

  /** {@code word} with PARKED as the queue is. */
  long withParked(long word) {
    return state.isQueueEmpty() ? word & ~PARKED : word | PARKED;
  }

  /** Signals those this thread took from the queue. */
  boolean signal() {
    Wake how = state.handsOver(thread) ? Wake.HANDED_OVER : Wake.RETRY;
    for (int t = 0; t < state.threads(); t++) {
      if ((state.taken(thread) >>> t & 1) == 1) {
        state.wake(t, how);
      }
    }
    state.taken(thread, 0);
    state.handsOver(thread, false);
    return onward();
  }
}
