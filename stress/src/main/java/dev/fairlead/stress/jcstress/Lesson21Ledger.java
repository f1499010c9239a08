package dev.fairlead.stress.jcstress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.fairlead.catalog.lock.LabelledLock;
import dev.fairlead.catalog.lock.LockStatus;
import dev.fairlead.catalog.lock.LockStatus.Holder;
import dev.fairlead.stress.subject.Deadline;
import java.util.stream.Stream;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IZJ_Result;

/**
 * Who looks at a lock's books while a writer comes and goes sees it inside, or not; never under
 * another name, and never so that looking fails. Nothing is counted twice or lost.
 *
 * <p>The books are kept by plain and releasing stores of the writer's own thread and read without a
 * lock. The first number is how many the operator saw inside or waiting; then whether the label was
 * the writer's; then how many writes were counted in the end.
 */
@JCStressTest
@Outcome(id = "0, true, 1", expect = ACCEPTABLE, desc = "not there yet, or gone")
@Outcome(id = "1, true, 1", expect = ACCEPTABLE, desc = "seen, by its name")
@Outcome(expect = FORBIDDEN, desc = "somebody else was seen, or a write was not counted once")
@State
public class Lesson21Ledger {
  private static final String LABEL = "install";

  private final LabelledLock lock = LabelledGuard.fresh();
  private int written;

  /** Writes. */
  @Actor
  public void writer() {
    lock.write(LABEL, Deadline.LONG, () -> written++);
  }

  /** Looks. */
  @Actor
  public void operator(IZJ_Result result) {
    LockStatus status = lock.status();
    result.r1 = status.holders().size() + status.waiters().size();
    result.r2 =
        Stream.concat(status.holders().stream(), status.waiters().stream())
            .map(Holder::label)
            .allMatch(LABEL::equals);
  }

  /** Counts. */
  @Arbiter
  public void end(IZJ_Result result) {
    result.r3 = lock.status().writes();
  }
}
