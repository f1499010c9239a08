package dev.fairlead.stress.jcstress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.fairlead.catalog.lock.LabelledLock;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** What a writer did inside is seen whole by a reader inside: both plain fields, or neither. */
@JCStressTest
@Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "the reader came first")
@Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "the writer came first, all of it is visible")
@Outcome(expect = FORBIDDEN, desc = "half a write was seen")
@State
public class Lesson02Publication {
  private final LabelledLock lock = Locks.fresh();
  private int endpoint;
  private int port;

  /** Writes two fields. */
  @Actor
  public void writer() {
    lock.write(
        "write",
        Locks.LONG,
        () -> {
          endpoint = 1;
          port = 1;
        });
  }

  /** Reads them in the other order. */
  @Actor
  public void reader(II_Result result) {
    result.r1 =
        lock.read(
            "read",
            Locks.LONG,
            () -> {
              result.r2 = port;
              return endpoint;
            });
  }
}
