package dev.fairlead.stress.subject;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.StampedLock;

/** {@link StampedLock}, for comparison; it releases without a stamp, so that any thread may. */
public final class Stamped implements LockUnderTest {
  private static final long HELD = 1;

  private final StampedLock lock = new StampedLock();

  /** Of the writer inside; written and read by it only. */
  private long writerStamp;

  @Override
  public boolean read(long deadline) {
    try {
      return lock.tryReadLock(deadline - System.nanoTime(), TimeUnit.NANOSECONDS) != 0;
    } catch (InterruptedException e) {
      return false;
    }
  }

  @Override
  public boolean write(long deadline) {
    try {
      return written(lock.tryWriteLock(deadline - System.nanoTime(), TimeUnit.NANOSECONDS));
    } catch (InterruptedException e) {
      return false;
    }
  }

  @Override
  public boolean tryRead() {
    return lock.tryReadLock() != 0;
  }

  @Override
  public boolean tryWrite() {
    return written(lock.tryWriteLock());
  }

  private boolean written(long stamp) {
    if (stamp == 0) {
      return false;
    }
    writerStamp = stamp;
    return true;
  }

  @Override
  public void releaseRead() {
    boolean _ = lock.tryUnlockRead();
  }

  @Override
  public void releaseWrite() {
    boolean _ = lock.tryUnlockWrite();
  }

  @Override
  public void downgrade() {
    long _ = lock.tryConvertToReadLock(writerStamp);
  }

  @Override
  public long word() {
    return lock.isReadLocked() || lock.isWriteLocked() ? HELD : 0;
  }

  /** Cannot be told: a sleeping thread leaves no mark that is visible from outside. */
  @Override
  public boolean isSomebodyWaiting() {
    return false;
  }
}
