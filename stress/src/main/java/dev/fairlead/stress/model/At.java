package dev.fairlead.stress.model;

import dev.fairlead.catalog.lock.LockWord;

/**
 * Where a thread is: its next step, which is one access to what other threads write.
 *
 * <p>Follows {@code WordLock} and its parking line by line, and computes words with the same
 * functions of {@code LockWord}. What is done under the queue lock between two accesses goes with
 * the first. Spinning is left out: it accesses nothing. A step that says nothing else leads to the
 * one listed after it.
 */
enum At {
  ENTER_LOAD("loads the word", Entering::load),
  ENTER_CAS("CAS: adds its share", Entering::cas),
  ENTER_LOOK("is barred; loads the word again", Entering::look),
  ENTER_MARK("CAS: sets PARKED", Entering::mark),
  ENTER_LOCK("takes the queue lock", Turn::lock),
  ENTER_CHECK("loads the word; queues if still barred", Entering::check),
  ENTER_AGAIN("frees the queue lock, tries again", turn -> turn.unlock() && turn.to(At.ENTER_LOAD)),
  ENTER_SLEEP("frees the queue lock, sleeps", Turn::unlock),
  QUEUED("is awake: was signalled, or time is up", Entering::wake),
  QUIT_LOCK("takes the queue lock to give up", Turn::lock),
  QUIT_CHECK("leaves the queue, unless signalled", Entering::quit),
  QUIT_CLEAR("AND: clears PARKED, nobody is queued", turn -> turn.and(LockWord.PARKED)),
  QUIT_DONE("frees the queue lock, has given up", Entering::quitDone),
  QUIT_WOKEN("frees the queue lock, was signalled", Entering::quitWoken),

  UPGRADE_LOAD("loads the word", Turn::load),
  UPGRADE_CAS("CAS: its share becomes WRITER", Draining::upgrade),

  DRAIN_LOAD("loads the word: are readers inside?", Draining::load),
  DRAIN_MARK("CAS: sets WRITER_PARKED", Draining::mark),
  DRAIN_LOCK("takes the queue lock", Turn::lock),
  DRAIN_CHECK("loads the word; waits if readers are inside", Draining::check),
  DRAIN_AGAIN("frees the queue lock, looks again", turn -> turn.unlock() && turn.to(At.DRAIN_LOAD)),
  DRAIN_SLEEP("frees the queue lock, sleeps", Turn::unlock),
  DRAINING("is awake: was signalled, or time is up", Draining::wake),
  GIVE_UP_LOCK("takes the queue lock to give up", Turn::lock),
  GIVE_UP_CHECK("leaves the queue, unless signalled", Draining::giveUp),
  GIVE_UP_CLEAR("AND: clears WRITER_PARKED", turn -> turn.and(LockWord.WRITER_PARKED)),
  GIVE_UP_UNLOCK("frees the queue lock", Turn::unlock),
  GIVE_UP_ADD("adds what gives WRITER back", Draining::giveUpAdd),
  WAKE_LOCK("takes the queue lock to wake others", Turn::lock),
  WAKE_TAKE("takes who may run; AND: PARKED if none is left", Draining::wakeTake),

  LEAVE_READ("subtracts ONE_READER", Leaving::read),
  LAST_LOCK("takes the queue lock to wake the writer", Turn::lock),
  LAST_TAKE("takes the writer; AND: clears WRITER_PARKED", Leaving::lastTake),
  LEAVE_UPGRADABLE_LOAD("loads the word", Leaving::upgradableLoad),
  LEAVE_UPGRADABLE_CAS("CAS: takes its share out", Leaving::upgradableCas),
  LEAVE_WRITE("CAS: WRITER becomes its next share", Leaving::write),
  EXCHANGE_LOCK("takes the queue lock to wake others", Turn::lock),
  EXCHANGE_TAKE("takes who may run; loads the word", Leaving::exchangeTake),
  EXCHANGE_LOAD("loads the word again", Turn::load),
  EXCHANGE_CAS("CAS: exchanges its share", Leaving::exchangeCas),
  SIGNAL("signals whom it took", Turn::signal),
  UNLOCK("frees the queue lock", Leaving::unlock),

  END("has ended", _ -> false);

  /** How a step changes the state. */
  @FunctionalInterface
  interface Step {
    /** False if the thread cannot move: it sleeps, or waits for the queue lock. */
    boolean take(Turn turn);
  }

  private static final At[] ALL = values();

  final String does;
  final Step step;

  At(String does, Step step) {
    this.does = does;
    this.step = step;
  }

  static At of(int ordinal) {
    return ALL[ordinal];
  }
}
