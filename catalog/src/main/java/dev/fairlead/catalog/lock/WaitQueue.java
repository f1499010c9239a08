package dev.fairlead.catalog.lock;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who waits for one {@link WordLock}: the main queue in order of arrival, and the place of the one
 * writer that waits for readers to leave.
 *
 * <p>Everything but {@link #lock} and {@link #unlock} needs the queue lock, a spin lock that is
 * held for a few instructions only: never across a park or foreign code. Bounded by the number of
 * threads, each waits once.
 */
final class WaitQueue {
  private static final VarHandle LOCKED;

  static {
    try {
      LOCKED = MethodHandles.lookup().findVarHandle(WaitQueue.class, "locked", boolean.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private static final int SPINS_BEFORE_YIELD = 64;

  private final Deque<Waiter> main = new ArrayDeque<>();
  private @Nullable Waiter draining;

  @SuppressWarnings("unused") // accessed by LOCKED
  private boolean locked;

  /** The acquiring CAS pairs with the releasing store in {@link #unlock}. */
  @SuppressWarnings("ThreadPriorityCheck") // yields so that a descheduled holder gets the core
  void lock() {
    int spins = 0;
    while (!LOCKED.compareAndSet(this, false, true)) {
      if (++spins % SPINS_BEFORE_YIELD == 0) {
        Thread.yield();
      } else {
        Thread.onSpinWait();
      }
    }
  }

  void unlock() {
    LOCKED.setRelease(this, false);
  }

  boolean isEmpty() {
    return main.isEmpty();
  }

  void add(Waiter waiter) {
    main.addLast(waiter);
  }

  void remove(Waiter waiter) {
    main.removeFirstOccurrence(waiter);
  }

  void drain(@Nullable Waiter waiter) {
    draining = waiter;
  }

  /** Takes the writer that waits for readers; null if it has given up or not begun. */
  @Nullable Waiter takeDraining() {
    Waiter waiter = draining;
    draining = null;
    return waiter;
  }

  /**
   * Takes, in order, everybody who can be inside together with {@code share}: readers, then at most
   * one writer or upgradable reader, who keeps the next such one out.
   */
  List<Waiter> takeAdmitted(long share) {
    List<Waiter> taken = new ArrayList<>();
    long inside = share;
    for (Waiter next = main.peekFirst();
        next != null && LockWord.admits(inside, next.share());
        next = main.peekFirst()) {
      taken.add(main.removeFirst());
      inside = LockWord.exchanged(inside, LockWord.NONE, next.share());
    }
    return taken;
  }
}
