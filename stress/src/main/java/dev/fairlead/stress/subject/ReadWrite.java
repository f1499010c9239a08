package dev.fairlead.stress.subject;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/** {@link ReentrantReadWriteLock}, for comparison; only the thread that entered may leave. */
public final class ReadWrite implements LockUnderTest {
  private static final long HELD = 1;

  private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();

  @Override
  public boolean read(long deadline) {
    return tryUntil(lock.readLock(), deadline);
  }

  @Override
  public boolean write(long deadline) {
    return tryUntil(lock.writeLock(), deadline);
  }

  private static boolean tryUntil(Lock part, long deadline) {
    try {
      return part.tryLock(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      return false;
    }
  }

  @Override
  public boolean tryRead() {
    return lock.readLock().tryLock();
  }

  @Override
  public boolean tryWrite() {
    return lock.writeLock().tryLock();
  }

  @Override
  public void releaseRead() {
    lock.readLock().unlock();
  }

  @Override
  public void releaseWrite() {
    lock.writeLock().unlock();
  }

  @Override
  public void downgrade() {
    lock.readLock().lock();
    lock.writeLock().unlock();
  }

  @Override
  public long word() {
    return lock.getReadLockCount() > 0 || lock.isWriteLocked() ? HELD : 0;
  }

  @Override
  public boolean isSomebodyWaiting() {
    return lock.hasQueuedThreads();
  }
}
