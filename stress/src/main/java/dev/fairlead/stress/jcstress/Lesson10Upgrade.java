package dev.fairlead.stress.jcstress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.fairlead.stress.broken.Fault;
import dev.fairlead.stress.subject.AncestorLock;
import dev.fairlead.stress.subject.Deadline;
import dev.fairlead.stress.subject.LockUnderTest;
import dev.fairlead.stress.subject.OurLock;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZJ_Result;

/**
 * An upgradable reader whose time to become the writer runs out is the upgradable reader still.
 *
 * <p>The ancestor's fault once more, in its other form: the subtraction left {@code 0x12}, a reader
 * that does not exist and a waiting writer that does not either; once the upgrader left too, {@code
 * 0xFFFFFFFFFFFFFFFE}. The word is looked at after everybody has left.
 */
@Outcome(id = "true, 0", expect = ACCEPTABLE, desc = "it became the writer, and left")
@Outcome(id = "false, 0", expect = ACCEPTABLE, desc = "its time ran out, it left as a reader")
@Outcome(id = "false, -2", expect = FORBIDDEN, desc = "0xFFFFFFFFFFFFFFFE: locked for ever")
@Outcome(expect = FORBIDDEN, desc = "the word kept a trace")
public class Lesson10Upgrade {
  private Lesson10Upgrade() {}

  /** A reader and the upgradable reader inside; the latter wants to write, at once. */
  abstract static class Shape {
    private final LockUnderTest.Upgradable lock;

    Shape(LockUnderTest.Upgradable lock) {
      this.lock = lock;
      boolean _ = lock.upgradable(Deadline.now()) && lock.tryRead();
    }

    final void leave() {
      boolean _ = Look.until(lock::isSomebodyWaiting);
      lock.releaseRead();
    }

    final void upgrade(ZJ_Result result) {
      result.r1 = lock.upgrade(Deadline.now());
      if (result.r1) {
        lock.releaseWrite();
      } else {
        lock.releaseUpgradable();
      }
    }

    final void after(ZJ_Result result) {
      result.r2 = lock.word();
    }
  }

  /** The catalog's lock. */
  @JCStressTest
  @JCStressMeta(Lesson10Upgrade.class)
  @State
  public static class Ours extends Shape {
    /** A fresh lock. */
    public Ours() {
      super(new OurLock());
    }

    /** Leaves when it sees the upgrader wait. */
    @Actor
    public void reader() {
      leave();
    }

    /** Upgrades, with no time at all. */
    @Actor
    public void upgrader(ZJ_Result result) {
      upgrade(result);
    }

    /** Looks at what is left. */
    @Arbiter
    public void end(ZJ_Result result) {
      after(result);
    }
  }

  /** The lock of the story: must be caught. */
  @JCStressTest
  @JCStressMeta(Lesson10Upgrade.class)
  @State
  public static class BrokenAncestor extends Shape {
    /** A fresh lock. */
    public BrokenAncestor() {
      super(new AncestorLock(Fault.SUBTRACTED_FLAG));
    }

    /** Leaves when it sees the upgrader wait. */
    @Actor
    public void reader() {
      leave();
    }

    /** Upgrades, with no time at all. */
    @Actor
    public void upgrader(ZJ_Result result) {
      upgrade(result);
    }

    /** Looks at what is left. */
    @Arbiter
    public void end(ZJ_Result result) {
      after(result);
    }
  }
}
