package dev.fairlead.stress.jcstress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

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
import org.openjdk.jcstress.infra.results.ZZJ_Result;

/**
 * Readers never keep each other out: both enter without waiting, whatever the other does at that
 * moment.
 *
 * <p>Two numbers of the word change at once here; a lock that lets its CAS fail for a reader merely
 * because another reader came first would refuse one of them.
 */
@Outcome(id = "true, true, 0", expect = ACCEPTABLE, desc = "both entered, the word is clean")
@Outcome(expect = FORBIDDEN, desc = "a reader was refused for a reader, or left a trace")
public class Lesson03ReadersTogether {
  private Lesson03ReadersTogether() {}

  /** Two readers that do not wait. */
  abstract static class Shape {
    private final LockUnderTest lock;

    Shape(LockUnderTest lock) {
      this.lock = lock;
    }

    final void enterFirst(ZZJ_Result result) {
      result.r1 = enterAndLeave();
    }

    final void enterSecond(ZZJ_Result result) {
      result.r2 = enterAndLeave();
    }

    private boolean enterAndLeave() {
      boolean entered = lock.tryRead();
      if (entered) {
        lock.releaseRead();
      }
      return entered;
    }

    final void after(ZZJ_Result result) {
      result.r3 = lock.word();
    }
  }

  /** The catalog's lock. */
  @JCStressTest
  @JCStressMeta(Lesson03ReadersTogether.class)
  @State
  public static class Ours extends Shape {
    /** A fresh lock. */
    public Ours() {
      super(new OurLock());
    }

    /** Enters; leaves. */
    @Actor
    public void first(ZZJ_Result result) {
      enterFirst(result);
    }

    /** Enters; leaves. */
    @Actor
    public void second(ZZJ_Result result) {
      enterSecond(result);
    }

    /** Looks at what is left. */
    @Arbiter
    public void end(ZZJ_Result result) {
      after(result);
    }
  }

  /** StampedLock, for comparison. */
  @JCStressTest
  @JCStressMeta(Lesson03ReadersTogether.class)
  @State
  public static class OfStampedLock extends Shape {
    /** A fresh lock. */
    public OfStampedLock() {
      super(new Stamped());
    }

    /** Enters; leaves. */
    @Actor
    public void first(ZZJ_Result result) {
      enterFirst(result);
    }

    /** Enters; leaves. */
    @Actor
    public void second(ZZJ_Result result) {
      enterSecond(result);
    }

    /** Looks at what is left. */
    @Arbiter
    public void end(ZZJ_Result result) {
      after(result);
    }
  }

  /** ReentrantReadWriteLock, for comparison. */
  @JCStressTest
  @JCStressMeta(Lesson03ReadersTogether.class)
  @State
  public static class OfReadWriteLock extends Shape {
    /** A fresh lock. */
    public OfReadWriteLock() {
      super(new ReadWrite());
    }

    /** Enters; leaves. */
    @Actor
    public void first(ZZJ_Result result) {
      enterFirst(result);
    }

    /** Enters; leaves. */
    @Actor
    public void second(ZZJ_Result result) {
      enterSecond(result);
    }

    /** Looks at what is left. */
    @Arbiter
    public void end(ZZJ_Result result) {
      after(result);
    }
  }
}
