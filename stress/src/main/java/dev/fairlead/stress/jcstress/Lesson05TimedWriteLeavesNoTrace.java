package dev.fairlead.stress.jcstress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.fairlead.stress.broken.Fault;
import dev.fairlead.stress.subject.AncestorLock;
import dev.fairlead.stress.subject.Deadline;
import dev.fairlead.stress.subject.LockUnderTest;
import dev.fairlead.stress.subject.OurLock;
import dev.fairlead.stress.subject.Stamped;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZJ_Result;

/**
 * A writer whose time runs out while the last reader leaves takes every trace of itself out of the
 * word.
 *
 * <p>The lock this one descends from lost here. Writer and reader both clear WRITER_PARKED; the
 * writer did so by subtracting it, after it had let go of the queue lock. If the reader was first,
 * the subtraction borrowed from all the higher bits, and the word was {@code 0xFFFFFFFFFFFFFFFE}:
 * -2, a writer and 2<sup>60</sup> readers that will never leave.
 *
 * <p>The first result says whether the writer got in, the second is the word afterwards. The shape
 * matters: the reader must leave while the writer is asleep or about to be, so it waits, a little
 * while, until it sees WRITER_PARKED.
 */
@Outcome(id = "true, 0", expect = ACCEPTABLE, desc = "the writer got in and left")
@Outcome(id = "false, 0", expect = ACCEPTABLE, desc = "its time ran out, nothing stayed behind")
@Outcome(id = "false, -2", expect = FORBIDDEN, desc = "0xFFFFFFFFFFFFFFFE: locked for ever")
@Outcome(expect = FORBIDDEN, desc = "the word kept a trace: nobody may ever get in again")
public class Lesson05TimedWriteLeavesNoTrace {
  private Lesson05TimedWriteLeavesNoTrace() {}

  /** A reader inside, and a writer that has no time. */
  abstract static class Shape {
    private final LockUnderTest lock;

    Shape(LockUnderTest lock) {
      this.lock = lock;
      boolean _ = lock.tryRead();
    }

    final void leave() {
      boolean _ = Look.until(lock::isSomebodyWaiting);
      lock.releaseRead();
    }

    final void tryToWrite(ZJ_Result result) {
      result.r1 = lock.write(Deadline.now());
      if (result.r1) {
        lock.releaseWrite();
      }
    }

    final void after(ZJ_Result result) {
      result.r2 = lock.word();
    }
  }

  /** The catalog's lock. */
  @JCStressTest
  @JCStressMeta(Lesson05TimedWriteLeavesNoTrace.class)
  @State
  public static class Ours extends Shape {
    /** A fresh lock. */
    public Ours() {
      super(new OurLock());
    }

    /** Leaves when it sees the writer wait. */
    @Actor
    public void reader() {
      leave();
    }

    /** Tries, with no time at all. */
    @Actor
    public void writer(ZJ_Result result) {
      tryToWrite(result);
    }

    /** Looks at what is left. */
    @Arbiter
    public void end(ZJ_Result result) {
      after(result);
    }
  }

  /** StampedLock, for comparison. */
  @JCStressTest
  @JCStressMeta(Lesson05TimedWriteLeavesNoTrace.class)
  @State
  public static class OfStampedLock extends Shape {
    /** A fresh lock. */
    public OfStampedLock() {
      super(new Stamped());
    }

    /** Leaves when it sees the writer wait. */
    @Actor
    public void reader() {
      leave();
    }

    /** Tries, with no time at all. */
    @Actor
    public void writer(ZJ_Result result) {
      tryToWrite(result);
    }

    /** Looks at what is left. */
    @Arbiter
    public void end(ZJ_Result result) {
      after(result);
    }
  }

  /** The lock of the story: must be caught. */
  @JCStressTest
  @JCStressMeta(Lesson05TimedWriteLeavesNoTrace.class)
  @State
  public static class BrokenAncestor extends Shape {
    /** A fresh lock. */
    public BrokenAncestor() {
      super(new AncestorLock(Fault.SUBTRACTED_FLAG));
    }

    /** Leaves when it sees the writer wait. */
    @Actor
    public void reader() {
      leave();
    }

    /** Tries, with no time at all. */
    @Actor
    public void writer(ZJ_Result result) {
      tryToWrite(result);
    }

    /** Looks at what is left. */
    @Arbiter
    public void end(ZJ_Result result) {
      after(result);
    }
  }
}
