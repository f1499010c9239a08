package dev.fairlead.stress.jcstress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.fairlead.catalog.lock.LabelledLock;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * Two writers are never inside together: a plain counter loses no increment.
 *
 * <p>The second number is the state word afterwards: 0, nobody inside, nobody waiting.
 */
@JCStressTest
@Outcome(id = "2, 0", expect = ACCEPTABLE, desc = "both increments count, the word is clean")
@Outcome(expect = FORBIDDEN, desc = "an increment was lost, or the word kept a trace")
@State
public class Lesson01MutualExclusion {
  private final LabelledLock lock = Locks.fresh();
  private int counter;

  /** Increments. */
  @Actor
  public void first() {
    lock.write("first", Locks.LONG, this::increment);
  }

  /** Increments. */
  @Actor
  public void second() {
    lock.write("second", Locks.LONG, this::increment);
  }

  private void increment() {
    counter++;
  }

  /** Looks at what is left. */
  @Arbiter
  public void after(II_Result result) {
    result.r1 = counter;
    result.r2 = Locks.word(lock);
  }
}
