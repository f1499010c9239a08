package dev.fairlead.stress.jcstress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.fairlead.stress.subject.Deadline;
import dev.fairlead.stress.subject.LockUnderTest;
import dev.fairlead.stress.subject.OurLock;
import dev.fairlead.stress.subject.ReadWrite;
import dev.fairlead.stress.subject.Stamped;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IJ_Result;

/**
 * A writer that becomes a reader lets other readers in, but no writer: it still finds what it
 * wrote.
 */
@Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "it found what it wrote, the word is clean")
@Outcome(expect = FORBIDDEN, desc = "another writer came in between, or the word kept a trace")
public class Lesson11Downgrade {
  private Lesson11Downgrade() {}

  /** Two writers of one field, one of which goes on as a reader. */
  abstract static class Shape {
    private final LockUnderTest lock;
    private int field;

    Shape(LockUnderTest lock) {
      this.lock = lock;
    }

    final void downgrade(IJ_Result result) {
      if (lock.write(Deadline.late())) {
        field = 1;
        lock.downgrade();
        result.r1 = field;
        lock.releaseRead();
      }
    }

    final void write() {
      if (lock.write(Deadline.late())) {
        field = 2;
        lock.releaseWrite();
      }
    }

    final void after(IJ_Result result) {
      result.r2 = lock.word();
    }
  }

  /** The catalog's lock. */
  @JCStressTest
  @JCStressMeta(Lesson11Downgrade.class)
  @State
  public static class Ours extends Shape {
    /** A fresh lock. */
    public Ours() {
      super(new OurLock());
    }

    /** Writes 1, goes on as a reader, looks. */
    @Actor
    public void downgrader(IJ_Result result) {
      downgrade(result);
    }

    /** Writes 2. */
    @Actor
    public void writer() {
      write();
    }

    /** Looks at what is left. */
    @Arbiter
    public void end(IJ_Result result) {
      after(result);
    }
  }

  /** StampedLock, for comparison. */
  @JCStressTest
  @JCStressMeta(Lesson11Downgrade.class)
  @State
  public static class OfStampedLock extends Shape {
    /** A fresh lock. */
    public OfStampedLock() {
      super(new Stamped());
    }

    /** Writes 1, goes on as a reader, looks. */
    @Actor
    public void downgrader(IJ_Result result) {
      downgrade(result);
    }

    /** Writes 2. */
    @Actor
    public void writer() {
      write();
    }

    /** Looks at what is left. */
    @Arbiter
    public void end(IJ_Result result) {
      after(result);
    }
  }

  /** ReentrantReadWriteLock, for comparison. */
  @JCStressTest
  @JCStressMeta(Lesson11Downgrade.class)
  @State
  public static class OfReadWriteLock extends Shape {
    /** A fresh lock. */
    public OfReadWriteLock() {
      super(new ReadWrite());
    }

    /** Writes 1, goes on as a reader, looks. */
    @Actor
    public void downgrader(IJ_Result result) {
      downgrade(result);
    }

    /** Writes 2. */
    @Actor
    public void writer() {
      write();
    }

    /** Looks at what is left. */
    @Arbiter
    public void end(IJ_Result result) {
      after(result);
    }
  }
}
