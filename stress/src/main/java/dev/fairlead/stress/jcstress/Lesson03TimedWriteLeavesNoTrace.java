package dev.fairlead.stress.jcstress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.fairlead.catalog.lock.LabelledLock;
import dev.fairlead.catalog.lock.LockException;
import java.time.Duration;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * A writer whose time runs out while a reader leaves takes every trace of itself out of the word.
 *
 * <p>The lock this one descends from lost here: writer and reader both cleared one bit, one of them
 * by subtraction, and the word became {@code 0xFFFFFFFFFFFFFFFE} for ever. The first number says
 * whether the writer got in, the second is the word afterwards.
 */
@JCStressTest
@Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "the writer got in and left")
@Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "its time ran out, nothing stayed behind")
@Outcome(expect = FORBIDDEN, desc = "the word kept a trace: nobody may ever get in again")
@State
public class Lesson03TimedWriteLeavesNoTrace {
  private static final Duration NOTHING_TO_LOSE = Duration.ZERO;
  private static final int SPINS_MAX = 500;
  private static final int NOBODY_WAITS = 0x10; // one reader, no writer

  private final LabelledLock lock = Locks.fresh();

  /** Is inside, and leaves when it sees the writer at the door. */
  @Actor
  public void reader() {
    Boolean _ = lock.read("hold", Locks.LONG, this::untilAWriterWaits);
  }

  private Boolean untilAWriterWaits() {
    for (int i = 0; i < SPINS_MAX && Locks.word(lock) == NOBODY_WAITS; i++) {
      Thread.onSpinWait();
    }
    return Boolean.TRUE;
  }

  /** Tries, with no time at all. */
  @Actor
  public void writer(II_Result result) {
    try {
      lock.write("try", NOTHING_TO_LOSE, () -> result.r1 = 1);
    } catch (LockException timedOut) {
      result.r1 = 0;
    }
  }

  /** Looks at what is left. */
  @Arbiter
  public void after(II_Result result) {
    result.r2 = Locks.word(lock);
  }
}
