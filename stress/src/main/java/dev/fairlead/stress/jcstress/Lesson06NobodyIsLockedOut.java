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
import org.openjdk.jcstress.infra.results.ZZ_Result;

/**
 * After a writer's time ran out, the lock still works: the next reader and the next writer get in.
 *
 * <p>The same meeting as in the lesson before, judged as its users would: not by the word but by
 * what it does to whoever comes later.
 */
@Outcome(id = "true, true", expect = ACCEPTABLE, desc = "a reader and a writer got in afterwards")
@Outcome(expect = FORBIDDEN, desc = "nobody is inside, and yet somebody is kept out")
public class Lesson06NobodyIsLockedOut {
  private Lesson06NobodyIsLockedOut() {}

  /** A reader inside, and a writer that has no time; then one of each. */
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

    final void tryToWrite() {
      if (lock.write(Deadline.now())) {
        lock.releaseWrite();
      }
    }

    final void after(ZZ_Result result) {
      result.r1 = lock.tryRead();
      if (result.r1) {
        lock.releaseRead();
      }
      result.r2 = lock.tryWrite();
    }
  }

  /** The catalog's lock. */
  @JCStressTest
  @JCStressMeta(Lesson06NobodyIsLockedOut.class)
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
    public void writer() {
      tryToWrite();
    }

    /** Looks at what is left. */
    @Arbiter
    public void end(ZZ_Result result) {
      after(result);
    }
  }

  /** StampedLock, for comparison. */
  @JCStressTest
  @JCStressMeta(Lesson06NobodyIsLockedOut.class)
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
    public void writer() {
      tryToWrite();
    }

    /** Looks at what is left. */
    @Arbiter
    public void end(ZZ_Result result) {
      after(result);
    }
  }

  /** The lock of the story: must be caught. */
  @JCStressTest
  @JCStressMeta(Lesson06NobodyIsLockedOut.class)
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
    public void writer() {
      tryToWrite();
    }

    /** Looks at what is left. */
    @Arbiter
    public void end(ZZ_Result result) {
      after(result);
    }
  }
}
