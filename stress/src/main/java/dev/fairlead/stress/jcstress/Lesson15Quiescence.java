package dev.fairlead.stress.jcstress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.fairlead.stress.subject.Deadline;
import dev.fairlead.stress.subject.OurLock;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.J_Result;

/**
 * When all have left, the word is 0: whatever they did, in whatever order, and however often they
 * ran out of time.
 *
 * <p>It is what the lessons before have in common, with everything at once. The word is all there
 * is to the lock, so a word of 0 is a lock as good as new.
 */
@JCStressTest
@Outcome(id = "0", expect = ACCEPTABLE, desc = "as good as new")
@Outcome(expect = FORBIDDEN, desc = "somebody left a trace")
@State
public class Lesson15Quiescence {
  private final OurLock lock = new OurLock();

  /** Reads, tries to write, upgrades if it can. */
  @Actor
  public void reader() {
    if (lock.read(Deadline.now())) {
      lock.releaseRead();
    }
    if (lock.write(Deadline.now())) {
      lock.downgrade();
      lock.releaseRead();
    }
    upgrade();
  }

  /** Upgrades if it can, writes, reads. */
  @Actor
  public void writer() {
    upgrade();
    if (lock.write(Deadline.now())) {
      lock.releaseWrite();
    }
    if (lock.read(Deadline.now())) {
      lock.releaseRead();
    }
  }

  private void upgrade() {
    if (!lock.upgradable(Deadline.now())) {
      return;
    }
    if (lock.upgrade(Deadline.now())) {
      lock.releaseWrite();
    } else {
      lock.releaseUpgradable();
    }
  }

  /** Looks at what is left. */
  @Arbiter
  public void after(J_Result result) {
    result.r1 = lock.word();
  }
}
