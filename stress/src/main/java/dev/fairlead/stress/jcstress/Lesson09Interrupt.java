package dev.fairlead.stress.jcstress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.fairlead.catalog.lock.WordLock;
import dev.fairlead.catalog.lock.WordLock.Outcome;
import dev.fairlead.stress.subject.Deadline;
import dev.fairlead.stress.subject.OurLock;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZJ_Result;

/**
 * A waiting thread that is interrupted gives up as one whose time ran out does: without a trace.
 *
 * <p>The interrupt and the wake-up may come together. Then the wake-up counts, since dropping it
 * would leave the lock to nobody, and the interrupt is kept for later. The first result says
 * whether the writer got in, the second is the word afterwards.
 */
@org.openjdk.jcstress.annotations.Outcome(
    id = "true, 0",
    expect = ACCEPTABLE,
    desc = "the writer got in and left")
@org.openjdk.jcstress.annotations.Outcome(
    id = "false, 0",
    expect = ACCEPTABLE,
    desc = "it was interrupted, nothing stayed behind")
@org.openjdk.jcstress.annotations.Outcome(
    expect = FORBIDDEN,
    desc = "the word kept a trace, or the interrupt was lost")
public class Lesson09Interrupt {
  private Lesson09Interrupt() {}

  /** A writer interrupted while it waits for a reader to leave. */
  @JCStressTest
  @JCStressMeta(Lesson09Interrupt.class)
  @State
  public static class WhileReadersLeave extends Shape {
    /** A reader is inside. */
    public WhileReadersLeave() {
      super(true);
    }

    /** Interrupts, and lets go. */
    @Actor
    public void holder() {
      interruptAndLeave();
    }

    /** Waits to write. */
    @Actor
    public void writer(ZJ_Result result) {
      write(result);
    }

    /** Looks at what is left. */
    @Arbiter
    public void end(ZJ_Result result) {
      after(result);
    }
  }

  /** A writer interrupted in the queue behind another. */
  @JCStressTest
  @JCStressMeta(Lesson09Interrupt.class)
  @State
  public static class InTheQueue extends Shape {
    /** A writer is inside. */
    public InTheQueue() {
      super(false);
    }

    /** Interrupts, and lets go. */
    @Actor
    public void holder() {
      interruptAndLeave();
    }

    /** Waits to write. */
    @Actor
    public void writer(ZJ_Result result) {
      write(result);
    }

    /** Looks at what is left. */
    @Arbiter
    public void end(ZJ_Result result) {
      after(result);
    }
  }

  /** One inside, who interrupts the one that waits, and leaves. */
  abstract static class Shape {
    private final OurLock lock = new OurLock();
    private final boolean readerInside;

    /** Written by the writer before it waits; the volatile read of the holder pairs with it. */
    private volatile @Nullable Thread writer;

    /** Written by the holder after its interrupt; the writer's volatile read pairs with it. */
    private volatile boolean done;

    Shape(boolean readerInside) {
      this.readerInside = readerInside;
      boolean _ = readerInside ? lock.tryRead() : lock.tryWrite();
    }

    final void interruptAndLeave() {
      boolean _ = Look.until(lock::isSomebodyWaiting);
      Thread waiting = writer;
      if (waiting != null) {
        waiting.interrupt();
      }
      if (readerInside) {
        lock.releaseRead();
      } else {
        lock.releaseWrite();
      }
      done = true;
    }

    final void write(ZJ_Result result) {
      writer = Thread.currentThread();
      WordLock bare = lock.bare();
      result.r1 = bare.write(Deadline.late()) == Outcome.ACQUIRED;
      if (result.r1) {
        bare.releaseWrite();
      }
      while (!done) { // so that no interrupt outlives the sample
        Thread.onSpinWait();
      }
      boolean _ = Thread.interrupted();
    }

    final void after(ZJ_Result result) {
      result.r2 = lock.word();
    }
  }
}
