package dev.fairlead.stress.subject;

import static dev.fairlead.catalog.lock.LockWord.PARKED;
import static dev.fairlead.catalog.lock.LockWord.WRITER_PARKED;

import dev.fairlead.catalog.lock.LockWord;
import dev.fairlead.stress.broken.BrokenLock;
import dev.fairlead.stress.broken.Fault;
import java.util.Set;

/** The lock ours descends from, with one of its faults. */
public final class AncestorLock implements LockUnderTest.Upgradable {
  private final BrokenLock lock;

  /** A free lock with this fault. */
  public AncestorLock(Fault fault) {
    this.lock = new BrokenLock(Set.of(fault));
  }

  @Override
  public boolean read(long deadline) {
    return lock.read(deadline);
  }

  @Override
  public boolean write(long deadline) {
    return lock.write(deadline);
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
    return lock.upgradable(deadline);
  }

  @Override
  public boolean upgrade(long deadline) {
    return lock.upgrade(deadline);
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
