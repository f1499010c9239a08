package dev.fairlead.stress.lincheck;

import dev.fairlead.catalog.lock.LockWord;
import dev.fairlead.stress.broken.Fault;
import dev.fairlead.stress.model.Role;
import dev.fairlead.stress.subject.AncestorLock;
import dev.fairlead.stress.subject.Deadline;
import dev.fairlead.stress.subject.LockUnderTest;
import dev.fairlead.stress.subject.OurLock;
import org.jspecify.annotations.Nullable;

/**
 * The threads of one scenario meeting at a real lock, once; fails if they are ever inside together,
 * or leave a trace.
 *
 * <p>Under Lincheck the clock stands still: a deadline of now has passed, any other never does.
 */
final class Meeting {
  private final LockUnderTest.Upgradable lock;

  /** The writer inside; plain, for the lock to guard. */
  private boolean writing;

  private Meeting(LockUnderTest.Upgradable lock) {
    this.lock = lock;
  }

  /** Meetings of these roles, each at a new lock that is broken so, or not if null. */
  static Runnable of(Role[] roles, @Nullable Fault fault) {
    return new All(roles, fault);
  }

  /** Classes with names and loops where a lambda and a stream would be shorter: less to explore. */
  private static final class All implements Runnable {
    private final Role[] roles;
    private final @Nullable Fault fault;

    All(Role[] roles, @Nullable Fault fault) {
      this.roles = roles;
      this.fault = fault;
    }

    @Override
    public void run() {
      Meeting meeting = new Meeting(fault == null ? new OurLock() : new AncestorLock(fault));
      Thread[] threads = new Thread[roles.length];
      for (int t = 0; t < roles.length; t++) {
        threads[t] = new Thread(new One(meeting, roles[t]));
        threads[t].start();
      }
      for (Thread thread : threads) {
        join(thread);
      }
      long word = meeting.lock.word();
      if (word != 0) {
        throw new IllegalStateException("all have left, the word is " + LockWord.hex(word));
      }
    }
  }

  private static final class One implements Runnable {
    private final Meeting meeting;
    private final Role role;

    One(Meeting meeting, Role role) {
      this.meeting = meeting;
      this.role = role;
    }

    @Override
    public void run() {
      meeting.take(role);
    }
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private void take(Role role) {
    switch (role) {
      case READER -> read(Deadline.late());
      case TIMED_READER -> read(Deadline.now());
      case WRITER -> write(Deadline.late());
      case TIMED_WRITER -> write(Deadline.now());
      case UPGRADER -> upgradeAndBack();
      case TIMED_UPGRADER -> upgrade();
      case DOWNGRADER -> downgrade();
    }
  }

  private void read(long deadline) {
    if (lock.read(deadline)) {
      look();
      lock.releaseRead();
    }
  }

  private void write(long deadline) {
    if (lock.write(deadline)) {
      change();
      lock.releaseWrite();
    }
  }

  private void upgrade() {
    if (!lock.upgradable(Deadline.late())) {
      return;
    }
    look();
    if (lock.upgrade(Deadline.now())) {
      change();
      lock.releaseWrite();
    } else {
      lock.releaseUpgradable();
    }
  }

  private void upgradeAndBack() {
    if (!lock.upgradable(Deadline.late())) {
      return;
    }
    if (lock.upgrade(Deadline.late())) {
      change();
      lock.downgradeToUpgradable();
    }
    look();
    lock.releaseUpgradable();
  }

  private void downgrade() {
    if (lock.write(Deadline.late())) {
      change();
      lock.downgrade();
      look();
      lock.releaseRead();
    }
  }

  private void look() {
    if (writing) {
      throw new IllegalStateException("a writer is inside, and not alone");
    }
  }

  private void change() {
    look();
    writing = true;
    writing = false;
  }
}
