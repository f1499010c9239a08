package dev.fairlead.stress.jcstress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.fairlead.stress.broken.Fault;
import dev.fairlead.stress.subject.AncestorLock;
import dev.fairlead.stress.subject.Deadline;
import dev.fairlead.stress.subject.LockUnderTest;
import dev.fairlead.stress.subject.OurLock;
import java.time.Duration;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZJ_Result;

/**
 * A writer that queued behind one that gave up is woken: somebody always passes the lock on.
 *
 * <p>The second fault of the ancestor. A writer that gives up has to wake whoever queued behind it,
 * since the readers inside will not. It looked for them as if an upgradable reader were inside, and
 * so passed over writers: the queue slept, with nobody inside to wake it ever again.
 *
 * <p>The first result says whether the patient writer got in. It waits far longer than any stall of
 * the machine; the broken lock is given less, for each loss costs all of it.
 */
@Outcome(id = "true, 0", expect = ACCEPTABLE, desc = "the patient writer got in")
@Outcome(
    id = "false, 0",
    expect = FORBIDDEN,
    desc = "nobody woke it: its time ran out before a free lock")
@Outcome(expect = FORBIDDEN, desc = "the word kept a trace")
public class Lesson07NoWakeUpIsLost {
  private static final long OUTSET = 0x10; // the reader inside

  private Lesson07NoWakeUpIsLost() {}

  /** A reader inside, a writer without time, and a writer with much. */
  abstract static class Shape {
    private final LockUnderTest lock;
    private final Duration patience;

    Shape(LockUnderTest lock, Duration patience) {
      this.lock = lock;
      this.patience = patience;
      boolean _ = lock.tryRead();
    }

    final void giveUp() {
      if (lock.write(Deadline.now())) {
        lock.releaseWrite();
      }
      lock.releaseRead();
    }

    final void waitBehind(ZJ_Result result) {
      boolean _ = Look.until(() -> lock.word() != OUTSET);
      result.r1 = lock.write(Deadline.in(patience));
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
  @JCStressMeta(Lesson07NoWakeUpIsLost.class)
  @State
  public static class Ours extends Shape {
    /** A fresh lock. */
    public Ours() {
      super(new OurLock(), Deadline.LONG);
    }

    /** Tries with no time while a reader is inside, then has the reader leave. */
    @Actor
    public void hasty() {
      giveUp();
    }

    /** Waits behind the hasty one. */
    @Actor
    public void patient(ZJ_Result result) {
      waitBehind(result);
    }

    /** Looks at what is left. */
    @Arbiter
    public void end(ZJ_Result result) {
      after(result);
    }
  }

  /** The lock of the story: must be caught. */
  @JCStressTest
  @JCStressMeta(Lesson07NoWakeUpIsLost.class)
  @State
  public static class BrokenAncestor extends Shape {
    /** A fresh lock. */
    public BrokenAncestor() {
      super(new AncestorLock(Fault.SKIPPED_WRITER), Duration.ofSeconds(1));
    }

    /** Tries with no time while a reader is inside, then has the reader leave. */
    @Actor
    public void hasty() {
      giveUp();
    }

    /** Waits behind the hasty one. */
    @Actor
    public void patient(ZJ_Result result) {
      waitBehind(result);
    }

    /** Looks at what is left. */
    @Arbiter
    public void end(ZJ_Result result) {
      after(result);
    }
  }
}
