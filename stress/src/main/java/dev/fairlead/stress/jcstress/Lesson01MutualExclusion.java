package dev.fairlead.stress.jcstress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.fairlead.stress.subject.Guard;
import dev.fairlead.stress.subject.NoLock;
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
 * Two writers are never inside together: a plain counter loses no increment.
 *
 * <p>The counter is neither volatile nor atomic, so each writer must also see what the one before
 * did. The second number is the state word afterwards: 0, nobody inside, nobody waiting.
 */
@Outcome(id = "2, 0", expect = ACCEPTABLE, desc = "both increments count, the word is clean")
@Outcome(expect = FORBIDDEN, desc = "an increment was lost, or the word kept a trace")
public class Lesson01MutualExclusion {
  private Lesson01MutualExclusion() {}

  /** Two threads that increment under the lock. */
  abstract static class Shape {
    private final Guard lock;
    private int counter;

    Shape(Guard lock) {
      this.lock = lock;
    }

    final void increment() {
      lock.writing(() -> counter++);
    }

    final void after(IJ_Result result) {
      result.r1 = counter;
      result.r2 = lock.word();
    }
  }

  /** The catalog's lock. */
  @JCStressTest
  @JCStressMeta(Lesson01MutualExclusion.class)
  @State
  public static class Ours extends Shape {
    /** A fresh lock. */
    public Ours() {
      super(new OurLock());
    }

    /** Increments. */
    @Actor
    public void first() {
      increment();
    }

    /** Increments. */
    @Actor
    public void second() {
      increment();
    }

    /** Looks at what is left. */
    @Arbiter
    public void end(IJ_Result result) {
      after(result);
    }
  }

  /** The catalog's lock as it is used, with labels and ledger. */
  @JCStressTest
  @JCStressMeta(Lesson01MutualExclusion.class)
  @State
  public static class Labelled extends Shape {
    /** A fresh lock. */
    public Labelled() {
      super(new LabelledGuard());
    }

    /** Increments. */
    @Actor
    public void first() {
      increment();
    }

    /** Increments. */
    @Actor
    public void second() {
      increment();
    }

    /** Looks at what is left. */
    @Arbiter
    public void end(IJ_Result result) {
      after(result);
    }
  }

  /** StampedLock, for comparison. */
  @JCStressTest
  @JCStressMeta(Lesson01MutualExclusion.class)
  @State
  public static class OfStampedLock extends Shape {
    /** A fresh lock. */
    public OfStampedLock() {
      super(new Stamped());
    }

    /** Increments. */
    @Actor
    public void first() {
      increment();
    }

    /** Increments. */
    @Actor
    public void second() {
      increment();
    }

    /** Looks at what is left. */
    @Arbiter
    public void end(IJ_Result result) {
      after(result);
    }
  }

  /** ReentrantReadWriteLock, for comparison. */
  @JCStressTest
  @JCStressMeta(Lesson01MutualExclusion.class)
  @State
  public static class OfReadWriteLock extends Shape {
    /** A fresh lock. */
    public OfReadWriteLock() {
      super(new ReadWrite());
    }

    /** Increments. */
    @Actor
    public void first() {
      increment();
    }

    /** Increments. */
    @Actor
    public void second() {
      increment();
    }

    /** Looks at what is left. */
    @Arbiter
    public void end(IJ_Result result) {
      after(result);
    }
  }

  /** No lock at all: shows that the test can fail. */
  @JCStressTest
  @JCStressMeta(Lesson01MutualExclusion.class)
  @State
  public static class BrokenWithoutLock extends Shape {
    /** A fresh lock. */
    public BrokenWithoutLock() {
      super(new NoLock());
    }

    /** Increments. */
    @Actor
    public void first() {
      increment();
    }

    /** Increments. */
    @Actor
    public void second() {
      increment();
    }

    /** Looks at what is left. */
    @Arbiter
    public void end(IJ_Result result) {
      after(result);
    }
  }
}
