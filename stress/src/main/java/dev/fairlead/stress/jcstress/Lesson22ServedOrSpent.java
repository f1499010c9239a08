package dev.fairlead.stress.jcstress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLongArray;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/**
 * An entry of the image that a commit made stale does not stay among those that are served.
 *
 * <p>In miniature the argument of {@code catalog.load.Older}: the catalog writer marks an entry as
 * spent and then takes it out of the served ones; a lookup puts it among the served ones and then
 * looks whether it is spent. Each stores first and looks afterwards, so at least one of them sees
 * the other. The first result says whether the lookup answered from the image, the second whether
 * the entry is still served once both are done.
 */
@Outcome(id = "true, false", expect = ACCEPTABLE, desc = "answered before the commit was processed")
@Outcome(id = "false, false", expect = ACCEPTABLE, desc = "seen to be spent")
@Outcome(expect = FORBIDDEN, desc = "stale for ever: spent, and still served")
public class Lesson22ServedOrSpent {
  private Lesson22ServedOrSpent() {}

  /** One entry of an image. */
  abstract static class Shape {
    private static final String KEY = "service";

    private final AtomicLongArray spent = new AtomicLongArray(1);
    private final ConcurrentMap<String, String> served = new ConcurrentHashMap<>();

    final void spend() {
      spent.set(0, 1);
      served.remove(KEY);
    }

    final boolean isSpent() {
      return spent.get(0) != 0;
    }

    final void serve() {
      served.put(KEY, "older");
    }

    final void withdraw() {
      served.remove(KEY);
    }

    final boolean isServed() {
      return served.containsKey(KEY);
    }
  }

  /** Serves, then looks. */
  @JCStressTest
  @JCStressMeta(Lesson22ServedOrSpent.class)
  @State
  public static class Ours extends Shape {
    /** A commit touches it. */
    @Actor
    public void writer() {
      spend();
    }

    /** Asks for it. */
    @Actor
    public void lookup(ZZ_Result result) {
      serve();
      result.r1 = !isSpent();
      if (!result.r1) {
        withdraw();
      }
    }

    /** Looks at what is left. */
    @Arbiter
    public void end(ZZ_Result result) {
      result.r2 = isServed();
    }
  }

  /** Looks, then serves: must be caught. */
  @JCStressTest
  @JCStressMeta(Lesson22ServedOrSpent.class)
  @State
  public static class BrokenLooksFirst extends Shape {
    /** A commit touches it. */
    @Actor
    public void writer() {
      spend();
    }

    /** Asks for it. */
    @Actor
    public void lookup(ZZ_Result result) {
      result.r1 = !isSpent();
      if (result.r1) {
        serve();
      }
    }

    /** Looks at what is left. */
    @Arbiter
    public void end(ZZ_Result result) {
      result.r2 = isServed();
    }
  }
}
