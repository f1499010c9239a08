package dev.fairlead.stress.jcstress;

import dev.fairlead.stress.subject.Deadline;
import dev.fairlead.stress.subject.OurLock;
import org.openjdk.jcstress.infra.results.IIJ_Result;

/**
 * A writer of two plain fields and a reader of both, at our lock, each coming in its own way.
 *
 * <p>A timed one may run out of time; it then does nothing.
 */
abstract class Pairing {
  /** How a reader comes in. */
  enum ReadBy {
    READ,
    TIMED_READ,
    UPGRADABLE,
    DOWNGRADED
  }

  /** How a writer comes in. */
  enum WriteBy {
    WRITE,
    TIMED_WRITE,
    UPGRADED
  }

  private final OurLock lock = new OurLock();
  private final ReadBy readBy;
  private final WriteBy writeBy;
  private int first = 1;
  private int second = 1;

  Pairing(ReadBy readBy, WriteBy writeBy) {
    this.readBy = readBy;
    this.writeBy = writeBy;
  }

  final void write() {
    switch (writeBy) {
      case WRITE -> writeIf(lock.write(Deadline.late()));
      case TIMED_WRITE -> writeIf(lock.write(Deadline.now()));
      case UPGRADED -> writeIf(lock.upgradable(Deadline.late()) && lock.upgrade(Deadline.late()));
    }
  }

  private void writeIf(boolean inside) {
    if (inside) {
      first = 2;
      second = 2;
      lock.releaseWrite();
    }
  }

  final void read(IIJ_Result result) {
    switch (readBy) {
      case READ -> readIf(lock.read(Deadline.late()), result, lock::releaseRead);
      case TIMED_READ -> readIf(lock.read(Deadline.now()), result, lock::releaseRead);
      case UPGRADABLE -> readIf(lock.upgradable(Deadline.late()), result, lock::releaseUpgradable);
      case DOWNGRADED -> {
        boolean inside = lock.write(Deadline.late());
        lock.downgrade();
        readIf(inside, result, lock::releaseRead);
      }
    }
  }

  private void readIf(boolean inside, IIJ_Result result, Runnable leave) {
    result.r1 = inside ? second : -1;
    result.r2 = inside ? first : -1;
    if (inside) {
      leave.run();
    }
  }

  final void after(IIJ_Result result) {
    result.r3 = lock.word();
  }
}
