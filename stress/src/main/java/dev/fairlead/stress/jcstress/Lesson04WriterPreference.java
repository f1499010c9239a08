package dev.fairlead.stress.jcstress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.fairlead.catalog.lock.LockWord;
import dev.fairlead.stress.subject.Deadline;
import dev.fairlead.stress.subject.LockUnderTest;
import dev.fairlead.stress.subject.OurLock;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZJ_Result;

/**
 * A waiting writer keeps new readers out, so that a stream of readers cannot starve it.
 *
 * <p>The writer takes the flag WRITER while a reader is inside, and waits for that one only. The
 * first result says whether the other thread saw the flag, the second whether it got in after that.
 * StampedLock and ReentrantReadWriteLock let such a reader barge in, so they are not here.
 */
@Outcome(id = "true, false, 0", expect = ACCEPTABLE, desc = "the writer was seen, and kept it out")
@Outcome(id = "false, true, 0", expect = ACCEPTABLE, desc = "the writer was not there yet")
@Outcome(id = "false, false, 0", expect = ACCEPTABLE, desc = "the writer came just then")
@Outcome(expect = FORBIDDEN, desc = "a reader went past a waiting writer, or left a trace")
public class Lesson04WriterPreference {
  private Lesson04WriterPreference() {}

  /** A reader inside, a writer at the door, and one more reader. */
  abstract static class Shape {
    private final LockUnderTest lock;

    Shape(LockUnderTest lock) {
      this.lock = lock;
      boolean _ = lock.tryRead();
    }

    final void write() {
      if (lock.write(Deadline.late())) {
        lock.releaseWrite();
      }
    }

    final void enter(ZZJ_Result result) {
      result.r1 = Look.until(() -> LockWord.has(lock.word(), LockWord.WRITER));
      result.r2 = lock.tryRead();
      if (result.r2) {
        lock.releaseRead();
      }
      lock.releaseRead(); // of the reader that was inside all the time
    }

    final void after(ZZJ_Result result) {
      result.r3 = lock.word();
    }
  }

  /** The catalog's lock. */
  @JCStressTest
  @JCStressMeta(Lesson04WriterPreference.class)
  @State
  public static class Ours extends Shape {
    /** A fresh lock. */
    public Ours() {
      super(new OurLock());
    }

    /** Waits for the reader inside, then writes. */
    @Actor
    public void writer() {
      write();
    }

    /** Tries to enter once it sees the writer wait. */
    @Actor
    public void reader(ZZJ_Result result) {
      enter(result);
    }

    /** Looks at what is left. */
    @Arbiter
    public void end(ZZJ_Result result) {
      after(result);
    }
  }
}
