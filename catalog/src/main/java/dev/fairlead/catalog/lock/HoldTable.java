package dev.fairlead.catalog.lock;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Finds what a thread holds: the calling thread's own places within a nanosecond, everybody's for a
 * display.
 *
 * <p>A thread's places live in the entry that its id falls on. If another living thread has that
 * one, they live in a map beside it: slower, not wrong. Entries of dead threads are taken over;
 * those in the map are swept whenever it has doubled, so both are bounded by the threads alive.
 *
 * <p>One for the whole process, as threads are. Thread-safe.
 */
final class HoldTable {
  private static final VarHandle ENTRY = MethodHandles.arrayElementVarHandle(Hold[].class);
  private static final int SIZE = 1024;
  private static final int SWEEP_AT_LEAST = 64;

  private static final @Nullable Hold[] ENTRIES = new Hold[SIZE];
  private static final ConcurrentMap<Thread, Hold> BESIDE = new ConcurrentHashMap<>();
  private static final AtomicInteger SWEEP_AT = new AtomicInteger(SWEEP_AT_LEAST);

  private HoldTable() {}

  /**
   * The first place of the calling thread. A plain load: an entry is used only by the thread that
   * wrote it.
   */
  @SuppressWarnings(
      "ReferenceEquality") // a thread is itself, whatever a subclass thinks of equality
  static Hold mine() {
    Thread me = Thread.currentThread();
    Hold hold = ENTRIES[index(me)];
    return hold != null && hold.thread() == me ? hold : find(me);
  }

  /** Which entry a thread falls on. */
  static int index(Thread thread) {
    return (int) thread.threadId() & (SIZE - 1);
  }

  private static Hold find(Thread me) {
    Hold beside = BESIDE.get(me);
    if (beside != null) {
      return beside;
    }
    Hold fresh = Hold.of(me);
    Hold before = (Hold) ENTRY.getAcquire(ENTRIES, index(me));
    boolean vacant = before == null || !before.thread().isAlive();
    // The releasing CAS pairs with the acquiring load in forEach: a place is seen whole.
    if (vacant && ENTRY.compareAndSet(ENTRIES, index(me), before, fresh)) {
      foldAll(before);
      return fresh;
    }
    sweep();
    BESIDE.put(me, fresh);
    return fresh;
  }

  private static void sweep() {
    if (BESIDE.size() < SWEEP_AT.get()) {
      return;
    }
    for (Hold hold : BESIDE.values()) {
      if (!hold.thread().isAlive() && BESIDE.remove(hold.thread(), hold)) {
        foldAll(hold);
      }
    }
    SWEEP_AT.set(Math.max(SWEEP_AT_LEAST, 2 * BESIDE.size()));
  }

  private static void foldAll(@Nullable Hold first) {
    for (Hold hold = first; hold != null; hold = hold.next()) {
      hold.fold();
    }
  }

  /** Shows every place of every thread, used or not. Takes nothing. */
  static void forEach(Consumer<Hold> look) {
    for (int i = 0; i < SIZE; i++) {
      forEachOf((Hold) ENTRY.getAcquire(ENTRIES, i), look);
    }
    BESIDE.values().forEach(first -> forEachOf(first, look));
  }

  private static void forEachOf(@Nullable Hold first, Consumer<Hold> look) {
    for (Hold hold = first; hold != null; hold = hold.next()) {
      look.accept(hold);
    }
  }
}
