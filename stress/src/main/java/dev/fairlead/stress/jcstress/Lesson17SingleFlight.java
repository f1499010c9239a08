package dev.fairlead.stress.jcstress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.fairlead.stress.jcstress.Things.View;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/**
 * However many ask for a service that nobody asked for before, it is read once, and each finds it.
 *
 * <p>The load is registered before its query and struck from the register after the value is held.
 * Who comes in between shares the load; who comes just after looks again before it begins another.
 */
@JCStressTest
@Outcome(id = "1, 1, 1", expect = ACCEPTABLE, desc = "read once, found by both")
@Outcome(expect = FORBIDDEN, desc = "read twice, or a load was done and nothing there")
@State
public class Lesson17SingleFlight {
  private static final int NONE = -1;

  private final String key = Things.freshKey();

  /** Asks, and waits. */
  @Actor
  public void first(III_Result result) {
    result.r1 = loadAndLook();
  }

  /** Asks, and waits. */
  @Actor
  public void second(III_Result result) {
    result.r2 = loadAndLook();
  }

  private int loadAndLook() {
    Things.TABLE.load(key).join();
    View view = Things.TABLE.get(key);
    return view == null ? NONE : view.port;
  }

  /** Counts the reads. */
  @Arbiter
  public void end(III_Result result) {
    result.r3 = Things.reads(key);
    Things.drop(key);
  }
}
