package dev.fairlead.stress.jcstress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.fairlead.catalog.lock.LabelledLock;
import dev.fairlead.catalog.lock.LockException;
import dev.fairlead.catalog.lock.LockException.Reason;
import dev.fairlead.stress.subject.Deadline;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IIJ_Result;

/**
 * A thread that is inside and wants in again is refused at once, in every pair of modes, also while
 * another thread writes or waits to.
 *
 * <p>It is the matrix of nested acquisitions. A reader that enters again while a writer waits would
 * wait for that writer, which waits for the reader; a reader that wants to write waits for itself.
 * Allowing the pairs that happen to be harmless would make a deadlock a matter of timing. The first
 * result counts the refusals, the second the writes of the other thread.
 */
@JCStressTest
@Outcome(id = "15, 1, 0", expect = ACCEPTABLE, desc = "each pair was refused, the other wrote")
@Outcome(expect = FORBIDDEN, desc = "a nested acquisition was let in, or the word kept a trace")
@State
public class Lesson13NestedAcquisitions {
  private final LabelledLock lock = LabelledGuard.fresh();
  private int written;

  /** Enters in each of five ways, and from inside again in each of the three modes. */
  @Actor
  public void nesting(IIJ_Result result) {
    result.r1 =
        lock.read("outer", Deadline.LONG, this::refusals)
            + lock.write("outer", Deadline.LONG, this::refusals)
            + lock.upgradable("outer", Deadline.LONG, _ -> refusals())
            + lock.upgradable(
                "outer", Deadline.LONG, up -> up.upgrade(Deadline.LONG, this::refusals))
            + lock.writeThenRead("outer", Deadline.LONG, () -> 0, _ -> refusals());
  }

  private int refusals() {
    return refusal(() -> lock.read("inner", Deadline.LONG, () -> 0))
        + refusal(() -> lock.write("inner", Deadline.LONG, () -> {}))
        + refusal(() -> lock.upgradable("inner", Deadline.LONG, _ -> 0));
  }

  private static int refusal(Runnable nested) {
    try {
      nested.run();
      return 0;
    } catch (LockException e) {
      return e.reason() == Reason.NESTED ? 1 : 0;
    }
  }

  /** Writes. */
  @Actor
  public void writer() {
    lock.write("write", Deadline.LONG, () -> written++);
  }

  /** Looks at what is left. */
  @Arbiter
  public void after(IIJ_Result result) {
    result.r2 = written;
    result.r3 = LabelledGuard.word(lock);
  }
}
