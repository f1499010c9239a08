package dev.fairlead.stress.jcstress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

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
 * A reader whose time runs out while the writer leaves takes itself out of the queue and the word.
 *
 * <p>The writer that leaves may wake the reader, hand it a share, or find it gone; the reader finds
 * out which under the queue lock, so that a share handed over is never dropped.
 */
@Outcome(id = "true, 0", expect = ACCEPTABLE, desc = "the reader got in and left")
@Outcome(id = "false, 0", expect = ACCEPTABLE, desc = "its time ran out, nothing stayed behind")
@Outcome(expect = FORBIDDEN, desc = "the word kept a trace")
public class Lesson08TimedRead {
  private Lesson08TimedRead() {}

  /** A writer inside, and a reader that has no time. */
  abstract static class Shape {
    private final LockUnderTest lock;

    Shape(LockUnderTest lock) {
      this.lock = lock;
      boolean _ = lock.tryWrite();
    }

    final void leave() {
      boolean _ = Look.until(lock::isSomebodyWaiting);
      lock.releaseWrite();
    }

    final void tryToRead(ZJ_Result result) {
      result.r1 = lock.read(Deadline.now());
      if (result.r1) {
        lock.releaseRead();
      }
    }

    final void after(ZJ_Result result) {
      result.r2 = lock.word();
    }
  }

  /** The catalog's lock. */
  @JCStressTest
  @JCStressMeta(Lesson08TimedRead.class)
  @State
  public static class Ours extends Shape {
    /** A fresh lock. */
    public Ours() {
      super(new OurLock());
    }

    /** Leaves when it sees the reader wait. */
    @Actor
    public void writer() {
      leave();
    }

    /** Tries, with no time at all. */
    @Actor
    public void reader(ZJ_Result result) {
      tryToRead(result);
    }

    /** Looks at what is left. */
    @Arbiter
    public void end(ZJ_Result result) {
      after(result);
    }
  }

  /** StampedLock, for comparison. */
  @JCStressTest
  @JCStressMeta(Lesson08TimedRead.class)
  @State
  public static class OfStampedLock extends Shape {
    /** A fresh lock. */
    public OfStampedLock() {
      super(new Stamped());
    }

    /** Leaves when it sees the reader wait. */
    @Actor
    public void writer() {
      leave();
    }

    /** Tries, with no time at all. */
    @Actor
    public void reader(ZJ_Result result) {
      tryToRead(result);
    }

    /** Looks at what is left. */
    @Arbiter
    public void end(ZJ_Result result) {
      after(result);
    }
  }
}
