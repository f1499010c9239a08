package dev.fairlead.stress.jcstress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.fairlead.catalog.model.InFlights;
import dev.fairlead.catalog.model.Instance;
import dev.fairlead.catalog.model.InstanceRow;
import dev.fairlead.catalog.model.InstanceRow.Health;
import dev.fairlead.catalog.model.Instances;
import java.net.InetSocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.infra.results.IIZ_Result;

/**
 * Two loops that choose an instance for the first time may each make an object of it, but each is
 * whole, and both count in one place.
 *
 * <p>The objects are published by plain stores into a plain array: a race on purpose. It is
 * harmless because all fields of the objects are final, and because the counter comes from a table
 * that gives the same one to both. The third result says whether it did.
 */
@JCStressTest
@Outcome(id = "8080, 8080, true", expect = ACCEPTABLE, desc = "both whole, one counter")
@Outcome(expect = FORBIDDEN, desc = "half an instance, or what is in flight is counted apart")
@org.openjdk.jcstress.annotations.State
public class Lesson20UsedInstances {
  private static final InFlights COUNTERS = new InFlights();
  private static final List<InstanceRow> ROWS =
      List.of(
          new InstanceRow(
              "i-1",
              "waw-1",
              new InetSocketAddress("127.0.0.1", 8080),
              InstanceRow.State.UP,
              Health.PASSING,
              100,
              0,
              0));

  private final Instances view = Instances.pack(ROWS, COUNTERS);
  private @Nullable Instance one;
  private @Nullable Instance two;

  /** One event loop. */
  @Actor
  public void first(IIZ_Result result) {
    Instance chosen = view.get(0);
    result.r1 = chosen.endpoint().getPort();
    one = chosen;
  }

  /** Another. */
  @Actor
  public void second(IIZ_Result result) {
    Instance chosen = view.get(0);
    result.r2 = chosen.endpoint().getPort();
    two = chosen;
  }

  /** Compares the counters. */
  @Arbiter
  public void end(IIZ_Result result) {
    result.r3 = one != null && two != null && one.load() == two.load();
  }
}
