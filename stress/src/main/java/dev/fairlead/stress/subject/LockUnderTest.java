package dev.fairlead.stress.subject;

/**
 * A reader-writer lock as the proofs use it: ours, its broken ancestor, or one of the JDK for
 * comparison.
 *
 * <p>Deadlines are by {@link System#nanoTime()}. A thread other than the one that entered may
 * leave, where the lock allows it; ReentrantReadWriteLock does not.
 */
public interface LockUnderTest extends Guard {
  /** Enters as a reader before the deadline, or not at all. */
  boolean read(long deadline);

  /** Enters as the writer before the deadline, or not at all. */
  boolean write(long deadline);

  /** Enters as a reader if that needs no waiting. */
  boolean tryRead();

  /** Enters as the writer if that needs no waiting. */
  boolean tryWrite();

  /** Leaves as a reader. */
  void releaseRead();

  /** Leaves as the writer. */
  void releaseWrite();

  /** Makes the writer a reader, with no other writer in between. */
  void downgrade();

  /** Whether somebody already waits for the readers inside, or for the writer. */
  boolean isSomebodyWaiting();

  @Override
  default void writing(Runnable body) {
    if (write(Deadline.late())) {
      body.run();
      releaseWrite();
    }
  }

  @Override
  default void reading(Runnable body) {
    if (read(Deadline.late())) {
      body.run();
      releaseRead();
    }
  }

  /** One that has upgradable readers. */
  interface Upgradable extends LockUnderTest {
    /** Enters as the one reader that may {@link #upgrade}. */
    boolean upgradable(long deadline);

    /** Makes the upgradable reader the writer, or leaves it what it is. */
    boolean upgrade(long deadline);

    /** Makes the writer the upgradable reader, with no other writer in between. */
    void downgradeToUpgradable();

    /** Leaves as the upgradable reader. */
    void releaseUpgradable();
  }
}
