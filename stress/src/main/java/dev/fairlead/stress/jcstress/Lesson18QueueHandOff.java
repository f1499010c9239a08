package dev.fairlead.stress.jcstress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.concurrent.atomic.AtomicBoolean;
import org.jctools.queues.MessagePassingQueue;
import org.jctools.queues.atomic.MpscAtomicArrayQueue;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IZ_Result;

/**
 * A commit left in the feed's queue is seen whole by the catalog writer, and never forgotten:
 * either this round takes it, or the bell is rung for the next.
 *
 * <p>The queue of JCTools hands over with release and acquire. The bell is an order of steps: the
 * one who leaves something rings after it; the writer silences the bell before it looks. Silenced
 * after the look, a commit that came in between would lie there until something else rings.
 *
 * <p>The first number is what the writer saw of the commit: 0 none, 2 both of its plain fields. The
 * second is whether a commit is left behind a silent bell.
 */
@Outcome(id = "0, false", expect = ACCEPTABLE, desc = "it came later, and the bell was rung for it")
@Outcome(id = "2, false", expect = ACCEPTABLE, desc = "it was taken, whole")
@Outcome(expect = FORBIDDEN, desc = "half a commit, or one left behind a silent bell")
public class Lesson18QueueHandOff {
  private Lesson18QueueHandOff() {}

  /** A commit with two plain fields. */
  private static final class Letter {
    private int first;
    private int second;

    Letter() {
      first = 1;
      second = 1;
    }
  }

  /** A queue with a bell, as the catalog writer's. */
  abstract static class Shape {
    private final MessagePassingQueue<Letter> queue = new MpscAtomicArrayQueue<>(8);
    private final AtomicBoolean rung = new AtomicBoolean(true);

    final void leave() {
      boolean _ = queue.offer(new Letter());
      rung.set(true);
    }

    final void silence() {
      rung.set(false);
    }

    final void take(IZ_Result result) {
      Letter letter = queue.poll();
      result.r1 = letter == null ? 0 : letter.second + letter.first;
    }

    final void after(IZ_Result result) {
      result.r2 = !queue.isEmpty() && !rung.get();
    }
  }

  /** As the catalog writer does it. */
  @JCStressTest
  @JCStressMeta(Lesson18QueueHandOff.class)
  @State
  public static class Ours extends Shape {
    /** Leaves a commit. */
    @Actor
    public void producer() {
      leave();
    }

    /** One round of the writer. */
    @Actor
    public void writer(IZ_Result result) {
      silence();
      take(result);
    }

    /** Looks at what is left. */
    @Arbiter
    public void end(IZ_Result result) {
      after(result);
    }
  }

  /** The other order: must be caught. */
  @JCStressTest
  @JCStressMeta(Lesson18QueueHandOff.class)
  @State
  public static class BrokenSilencedLate extends Shape {
    /** Leaves a commit. */
    @Actor
    public void producer() {
      leave();
    }

    /** One round of the writer. */
    @Actor
    public void writer(IZ_Result result) {
      take(result);
      silence();
    }

    /** Looks at what is left. */
    @Arbiter
    public void end(IZ_Result result) {
      after(result);
    }
  }
}
