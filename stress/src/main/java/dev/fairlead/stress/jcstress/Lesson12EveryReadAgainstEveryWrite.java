package dev.fairlead.stress.jcstress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IIJ_Result;

/**
 * Every way to read against every way to write, two plain fields between them: the reader sees both
 * from before or both from after, whichever ways they came in.
 *
 * <p>A timed one may run out of time; it then does nothing, and shows the reader's default or
 * nothing written.
 */
@Outcome(id = "1, 1, 0", expect = ACCEPTABLE, desc = "from before, or nothing was written")
@Outcome(id = "2, 2, 0", expect = ACCEPTABLE, desc = "from after")
@Outcome(id = "-1, -1, 0", expect = ACCEPTABLE, desc = "the reader's time ran out")
@Outcome(expect = FORBIDDEN, desc = "half of one and half of the other, or a trace in the word")
public class Lesson12EveryReadAgainstEveryWrite {
  private Lesson12EveryReadAgainstEveryWrite() {}

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

  /** One that writes two plain fields, one that reads them. */
  abstract static class Shape {
    private final OurLock lock = new OurLock();
    private final ReadBy readBy;
    private final WriteBy writeBy;
    private int first = 1;
    private int second = 1;

    Shape(ReadBy readBy, WriteBy writeBy) {
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
        case UPGRADABLE ->
            readIf(lock.upgradable(Deadline.late()), result, lock::releaseUpgradable);
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

  /** Read against write. */
  @JCStressTest
  @JCStressMeta(Lesson12EveryReadAgainstEveryWrite.class)
  @State
  public static class ReadAgainstWrite extends Shape {
    /** A fresh lock. */
    public ReadAgainstWrite() {
      super(ReadBy.READ, WriteBy.WRITE);
    }

    /** Writes both fields. */
    @Actor
    public void writer() {
      write();
    }

    /** Reads both fields. */
    @Actor
    public void reader(IIJ_Result result) {
      read(result);
    }

    /** Looks at what is left. */
    @Arbiter
    public void end(IIJ_Result result) {
      after(result);
    }
  }

  /** Read against timed write. */
  @JCStressTest
  @JCStressMeta(Lesson12EveryReadAgainstEveryWrite.class)
  @State
  public static class ReadAgainstTimedWrite extends Shape {
    /** A fresh lock. */
    public ReadAgainstTimedWrite() {
      super(ReadBy.READ, WriteBy.TIMED_WRITE);
    }

    /** Writes both fields. */
    @Actor
    public void writer() {
      write();
    }

    /** Reads both fields. */
    @Actor
    public void reader(IIJ_Result result) {
      read(result);
    }

    /** Looks at what is left. */
    @Arbiter
    public void end(IIJ_Result result) {
      after(result);
    }
  }

  /** Read against upgraded. */
  @JCStressTest
  @JCStressMeta(Lesson12EveryReadAgainstEveryWrite.class)
  @State
  public static class ReadAgainstUpgraded extends Shape {
    /** A fresh lock. */
    public ReadAgainstUpgraded() {
      super(ReadBy.READ, WriteBy.UPGRADED);
    }

    /** Writes both fields. */
    @Actor
    public void writer() {
      write();
    }

    /** Reads both fields. */
    @Actor
    public void reader(IIJ_Result result) {
      read(result);
    }

    /** Looks at what is left. */
    @Arbiter
    public void end(IIJ_Result result) {
      after(result);
    }
  }

  /** Timed read against write. */
  @JCStressTest
  @JCStressMeta(Lesson12EveryReadAgainstEveryWrite.class)
  @State
  public static class TimedReadAgainstWrite extends Shape {
    /** A fresh lock. */
    public TimedReadAgainstWrite() {
      super(ReadBy.TIMED_READ, WriteBy.WRITE);
    }

    /** Writes both fields. */
    @Actor
    public void writer() {
      write();
    }

    /** Reads both fields. */
    @Actor
    public void reader(IIJ_Result result) {
      read(result);
    }

    /** Looks at what is left. */
    @Arbiter
    public void end(IIJ_Result result) {
      after(result);
    }
  }

  /** Timed read against timed write. */
  @JCStressTest
  @JCStressMeta(Lesson12EveryReadAgainstEveryWrite.class)
  @State
  public static class TimedReadAgainstTimedWrite extends Shape {
    /** A fresh lock. */
    public TimedReadAgainstTimedWrite() {
      super(ReadBy.TIMED_READ, WriteBy.TIMED_WRITE);
    }

    /** Writes both fields. */
    @Actor
    public void writer() {
      write();
    }

    /** Reads both fields. */
    @Actor
    public void reader(IIJ_Result result) {
      read(result);
    }

    /** Looks at what is left. */
    @Arbiter
    public void end(IIJ_Result result) {
      after(result);
    }
  }

  /** Timed read against upgraded. */
  @JCStressTest
  @JCStressMeta(Lesson12EveryReadAgainstEveryWrite.class)
  @State
  public static class TimedReadAgainstUpgraded extends Shape {
    /** A fresh lock. */
    public TimedReadAgainstUpgraded() {
      super(ReadBy.TIMED_READ, WriteBy.UPGRADED);
    }

    /** Writes both fields. */
    @Actor
    public void writer() {
      write();
    }

    /** Reads both fields. */
    @Actor
    public void reader(IIJ_Result result) {
      read(result);
    }

    /** Looks at what is left. */
    @Arbiter
    public void end(IIJ_Result result) {
      after(result);
    }
  }

  /** Upgradable against write. */
  @JCStressTest
  @JCStressMeta(Lesson12EveryReadAgainstEveryWrite.class)
  @State
  public static class UpgradableAgainstWrite extends Shape {
    /** A fresh lock. */
    public UpgradableAgainstWrite() {
      super(ReadBy.UPGRADABLE, WriteBy.WRITE);
    }

    /** Writes both fields. */
    @Actor
    public void writer() {
      write();
    }

    /** Reads both fields. */
    @Actor
    public void reader(IIJ_Result result) {
      read(result);
    }

    /** Looks at what is left. */
    @Arbiter
    public void end(IIJ_Result result) {
      after(result);
    }
  }

  /** Upgradable against timed write. */
  @JCStressTest
  @JCStressMeta(Lesson12EveryReadAgainstEveryWrite.class)
  @State
  public static class UpgradableAgainstTimedWrite extends Shape {
    /** A fresh lock. */
    public UpgradableAgainstTimedWrite() {
      super(ReadBy.UPGRADABLE, WriteBy.TIMED_WRITE);
    }

    /** Writes both fields. */
    @Actor
    public void writer() {
      write();
    }

    /** Reads both fields. */
    @Actor
    public void reader(IIJ_Result result) {
      read(result);
    }

    /** Looks at what is left. */
    @Arbiter
    public void end(IIJ_Result result) {
      after(result);
    }
  }

  /** Upgradable against upgraded. */
  @JCStressTest
  @JCStressMeta(Lesson12EveryReadAgainstEveryWrite.class)
  @State
  public static class UpgradableAgainstUpgraded extends Shape {
    /** A fresh lock. */
    public UpgradableAgainstUpgraded() {
      super(ReadBy.UPGRADABLE, WriteBy.UPGRADED);
    }

    /** Writes both fields. */
    @Actor
    public void writer() {
      write();
    }

    /** Reads both fields. */
    @Actor
    public void reader(IIJ_Result result) {
      read(result);
    }

    /** Looks at what is left. */
    @Arbiter
    public void end(IIJ_Result result) {
      after(result);
    }
  }

  /** Downgraded against write. */
  @JCStressTest
  @JCStressMeta(Lesson12EveryReadAgainstEveryWrite.class)
  @State
  public static class DowngradedAgainstWrite extends Shape {
    /** A fresh lock. */
    public DowngradedAgainstWrite() {
      super(ReadBy.DOWNGRADED, WriteBy.WRITE);
    }

    /** Writes both fields. */
    @Actor
    public void writer() {
      write();
    }

    /** Reads both fields. */
    @Actor
    public void reader(IIJ_Result result) {
      read(result);
    }

    /** Looks at what is left. */
    @Arbiter
    public void end(IIJ_Result result) {
      after(result);
    }
  }

  /** Downgraded against timed write. */
  @JCStressTest
  @JCStressMeta(Lesson12EveryReadAgainstEveryWrite.class)
  @State
  public static class DowngradedAgainstTimedWrite extends Shape {
    /** A fresh lock. */
    public DowngradedAgainstTimedWrite() {
      super(ReadBy.DOWNGRADED, WriteBy.TIMED_WRITE);
    }

    /** Writes both fields. */
    @Actor
    public void writer() {
      write();
    }

    /** Reads both fields. */
    @Actor
    public void reader(IIJ_Result result) {
      read(result);
    }

    /** Looks at what is left. */
    @Arbiter
    public void end(IIJ_Result result) {
      after(result);
    }
  }

  /** Downgraded against upgraded. */
  @JCStressTest
  @JCStressMeta(Lesson12EveryReadAgainstEveryWrite.class)
  @State
  public static class DowngradedAgainstUpgraded extends Shape {
    /** A fresh lock. */
    public DowngradedAgainstUpgraded() {
      super(ReadBy.DOWNGRADED, WriteBy.UPGRADED);
    }

    /** Writes both fields. */
    @Actor
    public void writer() {
      write();
    }

    /** Reads both fields. */
    @Actor
    public void reader(IIJ_Result result) {
      read(result);
    }

    /** Looks at what is left. */
    @Arbiter
    public void end(IIJ_Result result) {
      after(result);
    }
  }
}
