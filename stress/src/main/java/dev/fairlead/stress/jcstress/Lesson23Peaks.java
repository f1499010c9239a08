package dev.fairlead.stress.jcstress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.fairlead.catalog.model.InFlight;
import dev.fairlead.proxy.balance.Latency;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.J_Result;

/**
 * Of two answers at once the slower one counts, whichever loop writes last.
 *
 * <p>Average and time are one word that is replaced by CAS from the word that was looked at: a loop
 * that writes what it computed from an older word undoes the other's peak.
 */
@Outcome(id = "20000", expect = ACCEPTABLE, desc = "the peak is known")
@Outcome(expect = FORBIDDEN, desc = "the peak was undone")
public class Lesson23Peaks {
  private static final long FAST = 10_000;
  private static final long SLOW = 20_000;

  private Lesson23Peaks() {}

  /** The word of an instance. */
  @JCStressTest
  @JCStressMeta(Lesson23Peaks.class)
  @State
  public static class Ours {
    private final InFlight load = new InFlight();

    /** One event loop. */
    @Actor
    public void fast() {
      Latency.took(load, FAST, 0);
    }

    /** Another. */
    @Actor
    public void slow() {
      Latency.took(load, SLOW, 0);
    }

    /** Looks. */
    @Arbiter
    public void end(J_Result result) {
      result.r1 = (long) Latency.nanos(load.latency(), 0);
    }
  }

  /** Looked at, then written: must be caught. */
  @JCStressTest
  @JCStressMeta(Lesson23Peaks.class)
  @State
  public static class BrokenInTwoSteps {
    private volatile long nanos;

    private void took(long answer) {
      if (answer > nanos) {
        nanos = answer;
      }
    }

    /** One event loop. */
    @Actor
    public void fast() {
      took(FAST);
    }

    /** Another. */
    @Actor
    public void slow() {
      took(SLOW);
    }

    /** Looks. */
    @Arbiter
    public void end(J_Result result) {
      result.r1 = nanos;
    }
  }
}
