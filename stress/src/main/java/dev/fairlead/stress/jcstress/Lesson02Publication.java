package dev.fairlead.stress.jcstress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.fairlead.stress.subject.Guard;
import dev.fairlead.stress.subject.NoLock;
import dev.fairlead.stress.subject.OurLock;
import dev.fairlead.stress.subject.ReadWrite;
import dev.fairlead.stress.subject.Stamped;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * What a writer did inside is seen whole by a reader inside: both plain fields, or neither.
 *
 * <p>The release of the word in leaving and its acquisition in entering order the plain accesses
 * between them; nothing else does.
 */
@Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "the reader came first")
@Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "the writer came first, all of it is visible")
@Outcome(expect = FORBIDDEN, desc = "half a write was seen")
public class Lesson02Publication {
  private Lesson02Publication() {}

  /** A writer of two plain fields and a reader of both. */
  abstract static class Shape {
    private final Guard lock;
    private int endpoint;
    private int port;

    Shape(Guard lock) {
      this.lock = lock;
    }

    final void write() {
      lock.writing(() -> {
        endpoint = 1;
        port = 1;
      });
    }

    final void read(II_Result result) {
      lock.reading(() -> {
        result.r1 = endpoint;
        result.r2 = port;
      });
    }
  }

  /** The catalog's lock. */
  @JCStressTest
  @JCStressMeta(Lesson02Publication.class)
  @State
  public static class Ours extends Shape {
    /** A fresh lock. */
    public Ours() {
      super(new OurLock());
    }

    /** Writes two fields. */
    @Actor
    public void writer() {
      write();
    }

    /** Reads them. */
    @Actor
    public void reader(II_Result result) {
      read(result);
    }
  }

  /** The catalog's lock as it is used, with labels and ledger. */
  @JCStressTest
  @JCStressMeta(Lesson02Publication.class)
  @State
  public static class Labelled extends Shape {
    /** A fresh lock. */
    public Labelled() {
      super(new LabelledGuard());
    }

    /** Writes two fields. */
    @Actor
    public void writer() {
      write();
    }

    /** Reads them. */
    @Actor
    public void reader(II_Result result) {
      read(result);
    }
  }

  /** StampedLock, for comparison. */
  @JCStressTest
  @JCStressMeta(Lesson02Publication.class)
  @State
  public static class OfStampedLock extends Shape {
    /** A fresh lock. */
    public OfStampedLock() {
      super(new Stamped());
    }

    /** Writes two fields. */
    @Actor
    public void writer() {
      write();
    }

    /** Reads them. */
    @Actor
    public void reader(II_Result result) {
      read(result);
    }
  }

  /** ReentrantReadWriteLock, for comparison. */
  @JCStressTest
  @JCStressMeta(Lesson02Publication.class)
  @State
  public static class OfReadWriteLock extends Shape {
    /** A fresh lock. */
    public OfReadWriteLock() {
      super(new ReadWrite());
    }

    /** Writes two fields. */
    @Actor
    public void writer() {
      write();
    }

    /** Reads them. */
    @Actor
    public void reader(II_Result result) {
      read(result);
    }
  }

  /** No lock at all: shows that the test can fail. */
  @JCStressTest
  @JCStressMeta(Lesson02Publication.class)
  @State
  public static class BrokenWithoutLock extends Shape {
    /** A fresh lock. */
    public BrokenWithoutLock() {
      super(new NoLock());
    }

    /** Writes two fields. */
    @Actor
    public void writer() {
      write();
    }

    /** Reads them. */
    @Actor
    public void reader(II_Result result) {
      read(result);
    }
  }
}
