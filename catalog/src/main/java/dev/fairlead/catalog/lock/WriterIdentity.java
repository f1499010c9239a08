package dev.fairlead.catalog.lock;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.AbstractOwnableSynchronizer;
import org.jspecify.annotations.Nullable;

/**
 * Names the thread that holds a lock alone, in the form the JVM's deadlock detector reads: waiting
 * threads park on it.
 *
 * <p>The detector looks only at threads that wait, so the name is right only while somebody does:
 * it is shown when a thread queues, or when the lock changes hands under a queue, and an
 * uncontended writer leaves no more than its own identity, once. The detector sees platform threads
 * only, and writers only.
 */
final class WriterIdentity extends AbstractOwnableSynchronizer {
  private static final long serialVersionUID = 1L;
  private static final VarHandle HOLDER;

  static {
    try {
      HOLDER = MethodHandles.lookup().findVarHandle(WriterIdentity.class, "holder", Thread.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** Who holds the lock alone, or did last. */
  private transient @Nullable Thread holder;

  /**
   * Notes the thread that just took the lock alone.
   *
   * <p>A volatile store, then the caller looks for PARKED in the word; who queues sets PARKED, then
   * reads this as volatile: one of the two sees the other, and shows the name.
   *
   * @return whether it was another before
   */
  @SuppressWarnings("ReferenceEquality") // a thread is itself
  boolean tookBy(Thread thread) {
    if (holder == thread) {
      return false;
    }
    HOLDER.setVolatile(this, thread);
    return true;
  }

  /** Under the queue lock: shows who holds it alone, or that nobody does. */
  void show(boolean heldAlone) {
    setExclusiveOwnerThread(heldAlone ? (Thread) HOLDER.getVolatile(this) : null);
  }

  /** Who is shown. */
  @Nullable Thread shown() {
    return getExclusiveOwnerThread();
  }
}
