package dev.fairlead.stress.jcstress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.fairlead.stress.subject.Deadline;
import dev.fairlead.stress.subject.OurLock;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Mode;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.Signal;
import org.openjdk.jcstress.annotations.State;

/**
 * Who waits gets in once the lock is let go: the thread ends.
 *
 * <p>Another kind of test: one thread waits without a time limit worth the name, then comes the
 * signal. It is slow, a thousand samples a second, but sees what no look at the word can: a thread
 * that sleeps on while nobody holds the lock.
 */
@Outcome(id = "TERMINATED", expect = ACCEPTABLE, desc = "it got in and ended")
@Outcome(id = "STALE", expect = FORBIDDEN, desc = "nobody is inside, and yet it sleeps")
public class Lesson14Progress {
  private Lesson14Progress() {}

  /** A writer that waits for the last reader. */
  @JCStressTest(Mode.Termination)
  @JCStressMeta(Lesson14Progress.class)
  @State
  public static class WriterBehindReader {
    private final OurLock lock = new OurLock();

    /** A reader is inside. */
    public WriterBehindReader() {
      boolean _ = lock.tryRead();
    }

    /** Waits to write. */
    @Actor
    public void writer() {
      if (lock.write(Deadline.late())) {
        lock.releaseWrite();
      }
    }

    /** The reader leaves. */
    @Signal
    public void leave() {
      lock.releaseRead();
    }
  }

  /** A reader in the queue behind a writer. */
  @JCStressTest(Mode.Termination)
  @JCStressMeta(Lesson14Progress.class)
  @State
  public static class ReaderBehindWriter {
    private final OurLock lock = new OurLock();

    /** A writer is inside. */
    public ReaderBehindWriter() {
      boolean _ = lock.tryWrite();
    }

    /** Waits to read. */
    @Actor
    public void reader() {
      if (lock.read(Deadline.late())) {
        lock.releaseRead();
      }
    }

    /** The writer leaves. */
    @Signal
    public void leave() {
      lock.releaseWrite();
    }
  }

  /** A writer in the queue, and a stream of other writers that never leaves the lock free. */
  @JCStressTest(Mode.Termination)
  @JCStressMeta(Lesson14Progress.class)
  @State
  public static class WriterAmongWriters {
    private static final int STREAM = 100;

    private final OurLock lock = new OurLock();

    /** A writer is inside. */
    public WriterAmongWriters() {
      boolean _ = lock.tryWrite();
    }

    /** Waits to write. */
    @Actor
    public void writer() {
      if (lock.write(Deadline.late())) {
        lock.releaseWrite();
      }
    }

    /** Leaves and comes back at once, many times. */
    @Signal
    public void stream() {
      lock.releaseWrite();
      for (int i = 0; i < STREAM; i++) {
        lock.writing(() -> {});
      }
    }
  }
}
