package dev.fairlead.stress.subject;

import static dev.fairlead.catalog.lock.LockWord.PARKED;
import static dev.fairlead.catalog.lock.LockWord.WRITER_PARKED;

import dev.fairlead.catalog.lock.LockWord;
import dev.fairlead.catalog.lock.WordLock;
import dev.fairlead.catalog.lock.WordLock.Outcome;

/** The catalog's lock, without spinning: so the steps of parking meet each other. */
public final class OurLock implements LockUnderTest.Upgradable {
  private final WordLock lock = new WordLock(0);

  /** The lock itself, for what the interface leaves out. */
  public WordLock bare() {
    return lock;
  }

  @Override
  public boolean read(long deadline) {
    return lock.read(deadline) == Outcome.ACQUIRED;
  }

  @Override
  public boolean write(long deadline) {
    return lock.write(deadline) == Outcome.ACQUIRED;
  }

  @Override
  public boolean tryRead() {
    return lock.tryRead();
  }

  @Override
  public boolean tryWrite() {
    return lock.tryWrite();
  }

  @Override
  public boolean upgradable(long deadline) {
    return lock.upgradable(deadline) == Outcome.ACQUIRED;
  }

  @Override
  public boolean upgrade(long deadline) {
    return lock.upgrade(deadline) == Outcome.ACQUIRED;
  }

  @Override
  public void releaseRead() {
    lock.releaseRead();
  }

  @Override
  public void releaseWrite() {
    lock.releaseWrite();
  }

  @Override
  public void releaseUpgradable() {
    lock.releaseUpgradable();
  }

  @Override
  public void downgradeToUpgradable() {
    lock.downgradeToUpgradable();
  }

  @Override
  public void downgrade() {
    lock.downgrade();
  }

  @Override
  public long word() {
    return lock.word();
  }

  @Override
  public boolean isSomebodyWaiting() {
    return LockWord.has(lock.word(), PARKED | WRITER_PARKED);
  }
}
