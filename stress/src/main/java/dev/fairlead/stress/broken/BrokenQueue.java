package dev.fairlead.stress.broken;

import static dev.fairlead.catalog.lock.LockWord.UPGRADABLE;
import static dev.fairlead.catalog.lock.LockWord.WRITER;
import static dev.fairlead.catalog.lock.LockWord.has;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Who waits for one {@link BrokenLock}: the two queues that parking_lot keeps under its bucket
 * lock, here a spin lock. All but {@link #lock} and {@link #unlock} need it.
 */
final class BrokenQueue {
  private final AtomicBoolean locked = new AtomicBoolean();
  private final List<Waiter> main = new ArrayList<>();
  private @Nullable Waiter draining;

  /** One thread's wait. Signalled under the queue lock, unparked after it. */
  static final class Waiter {
    private final Thread thread = Thread.currentThread();
    private final long token;

    /** Written by the waking thread; the woken reads it without the queue lock. */
    private volatile boolean signalled;

    Waiter(long token) {
      this.token = token;
    }

    void signal() {
      signalled = true;
    }

    boolean isSignalled() {
      return signalled;
    }

    void unpark() {
      LockSupport.unpark(thread);
    }

    /** Sleeps until signalled, or false when the deadline passed. */
    boolean await(long deadline) {
      while (!signalled) {
        long left = deadline - System.nanoTime();
        if (left <= 0) {
          return false;
        }
        LockSupport.parkNanos(this, left);
      }
      return true;
    }
  }

  void lock() {
    while (!locked.compareAndSet(false, true)) {
      Thread.onSpinWait();
    }
  }

  void unlock() {
    locked.set(false);
  }

  boolean isEmpty() {
    return main.isEmpty();
  }

  void add(Waiter waiter) {
    main.add(waiter);
  }

  void remove(Waiter waiter) {
    main.remove(waiter);
  }

  void drain(@Nullable Waiter waiter) {
    draining = waiter;
  }

  @Nullable Waiter takeDraining() {
    Waiter waiter = draining;
    draining = null;
    return waiter;
  }

  /** Takes, in order, who can run beside {@code held}: readers, and at most one that may write. */
  List<Waiter> take(long held) {
    List<Waiter> taken = new ArrayList<>();
    long inside = held;
    Iterator<Waiter> waiters = main.iterator();
    while (!has(inside, WRITER) && waiters.hasNext()) {
      Waiter next = waiters.next();
      if (!has(inside, UPGRADABLE) || !has(next.token, WRITER | UPGRADABLE)) {
        inside += next.token;
        waiters.remove();
        taken.add(next);
      }
    }
    return taken;
  }
}
