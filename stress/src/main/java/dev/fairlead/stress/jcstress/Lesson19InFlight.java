package dev.fairlead.stress.jcstress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.fairlead.catalog.model.InFlight;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZI_Result;

/**
 * An instance with room for one request gets one, whichever of two loops is first.
 *
 * <p>The counter is taken by CAS from the number that was looked at: a hard limit that is looked at
 * and then taken in a second step is no limit.
 */
@Outcome(id = "true, false, 1", expect = ACCEPTABLE, desc = "the first got the place")
@Outcome(id = "false, true, 1", expect = ACCEPTABLE, desc = "the second got it")
@Outcome(expect = FORBIDDEN, desc = "nobody or both got in, or the count is wrong")
public class Lesson19InFlight {
  private static final int HARD = 1;

  private Lesson19InFlight() {}

  /** The counter of an instance. */
  @JCStressTest
  @JCStressMeta(Lesson19InFlight.class)
  @State
  public static class Ours {
    private final InFlight load = new InFlight();

    /** One event loop. */
    @Actor
    public void first(ZZI_Result result) {
      result.r1 = load.tryAcquire(HARD);
    }

    /** Another. */
    @Actor
    public void second(ZZI_Result result) {
      result.r2 = load.tryAcquire(HARD);
    }

    /** Counts. */
    @Arbiter
    public void end(ZZI_Result result) {
      result.r3 = load.get();
    }
  }

  /** Looked at, then taken: must be caught. */
  @JCStressTest
  @JCStressMeta(Lesson19InFlight.class)
  @State
  public static class BrokenInTwoSteps {
    private volatile int count;

    private boolean tryAcquire() {
      if (count >= HARD) {
        return false;
      }
      count = count + 1;
      return true;
    }

    /** One event loop. */
    @Actor
    public void first(ZZI_Result result) {
      result.r1 = tryAcquire();
    }

    /** Another. */
    @Actor
    public void second(ZZI_Result result) {
      result.r2 = tryAcquire();
    }

    /** Counts. */
    @Arbiter
    public void end(ZZI_Result result) {
      result.r3 = count;
    }
  }
}
