package dev.fairlead.stress.jcstress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IIJ_Result;

/**
 * Every way to read against a plain write, two plain fields between them: the reader sees both from
 * before or both from after, whichever way it came in.
 *
 * <p>Reads come in as a reader, as one with no time at all, as the upgradable reader, and as a
 * writer that became a reader. With the two lessons beside this one it is the matrix of all pairs.
 */
@Outcome(id = "1, 1, 0", expect = ACCEPTABLE, desc = "from before, or nothing was written")
@Outcome(id = "2, 2, 0", expect = ACCEPTABLE, desc = "from after")
@Outcome(id = "-1, -1, 0", expect = ACCEPTABLE, desc = "the reader's time ran out")
@Outcome(expect = FORBIDDEN, desc = "half of one and half of the other, or a trace in the word")
public class Lesson12ReadsAgainstWrite {
  private Lesson12ReadsAgainstWrite() {}

  /** Read against write. */
  @JCStressTest
  @JCStressMeta(Lesson12ReadsAgainstWrite.class)
  @State
  public static class Read extends Pairing {
    /** A fresh lock. */
    public Read() {
      super(ReadBy.READ, WriteBy.WRITE);
    }

    /** Writes both fields. */
    @Actor
    public void writer() {
      write();
    }

    /** Reads both fields. */
    @Actor
    public void reader(IIJ_Result result) {
      read(result);
    }

    /** Looks at what is left. */
    @Arbiter
    public void end(IIJ_Result result) {
      after(result);
    }
  }

  /** Timed read against write. */
  @JCStressTest
  @JCStressMeta(Lesson12ReadsAgainstWrite.class)
  @State
  public static class TimedRead extends Pairing {
    /** A fresh lock. */
    public TimedRead() {
      super(ReadBy.TIMED_READ, WriteBy.WRITE);
    }

    /** Writes both fields. */
    @Actor
    public void writer() {
      write();
    }

    /** Reads both fields. */
    @Actor
    public void reader(IIJ_Result result) {
      read(result);
    }

    /** Looks at what is left. */
    @Arbiter
    public void end(IIJ_Result result) {
      after(result);
    }
  }

  /** Upgradable against write. */
  @JCStressTest
  @JCStressMeta(Lesson12ReadsAgainstWrite.class)
  @State
  public static class Upgradable extends Pairing {
    /** A fresh lock. */
    public Upgradable() {
      super(ReadBy.UPGRADABLE, WriteBy.WRITE);
    }

    /** Writes both fields. */
    @Actor
    public void writer() {
      write();
    }

    /** Reads both fields. */
    @Actor
    public void reader(IIJ_Result result) {
      read(result);
    }

    /** Looks at what is left. */
    @Arbiter
    public void end(IIJ_Result result) {
      after(result);
    }
  }

  /** Downgraded against write. */
  @JCStressTest
  @JCStressMeta(Lesson12ReadsAgainstWrite.class)
  @State
  public static class Downgraded extends Pairing {
    /** A fresh lock. */
    public Downgraded() {
      super(ReadBy.DOWNGRADED, WriteBy.WRITE);
    }

    /** Writes both fields. */
    @Actor
    public void writer() {
      write();
    }

    /** Reads both fields. */
    @Actor
    public void reader(IIJ_Result result) {
      read(result);
    }

    /** Looks at what is left. */
    @Arbiter
    public void end(IIJ_Result result) {
      after(result);
    }
  }
}
