package dev.fairlead.stress.bench.lock;

import dev.fairlead.catalog.lock.LabelledLock;
import dev.fairlead.catalog.lock.LockRegistry;
import dev.fairlead.catalog.lock.WordLock;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.concurrent.locks.StampedLock;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * What acquiring and releasing a lock costs, around one field read or written: ours with its
 * ledger, ours bare, and the JDK's.
 *
 * <p>One thread, nobody else wants it.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class LockCost {
  private static final Duration LIMIT = Duration.ofSeconds(10);

  private final LockRegistry registry = new LockRegistry();
  private final LabelledLock labelled = registry.lock("bench", 1);
  private final WordLock bare = new WordLock();
  private final ReentrantReadWriteLock reentrant = new ReentrantReadWriteLock();
  private final StampedLock stamped = new StampedLock();
  private final Object monitor = new Object();
  private int value;

  /** Ends the ledger's clock. */
  @TearDown
  public void close() {
    registry.close();
  }

  /** Through the closure, ledger on. */
  @Benchmark
  public int labelledRead() {
    return labelled.read("read", LIMIT, () -> value);
  }

  /** Through the closure, ledger on. */
  @Benchmark
  public int labelledWrite() {
    return labelled.write("write", LIMIT, () -> ++value);
  }

  /** The word alone. */
  @Benchmark
  public int bareRead() {
    if (!bare.tryRead()) {
      bare.read(System.nanoTime() + LIMIT.toNanos());
    }
    try {
      return value;
    } finally {
      bare.releaseRead();
    }
  }

  /** The word alone. */
  @Benchmark
  public int bareWrite() {
    if (!bare.tryWrite()) {
      bare.write(System.nanoTime() + LIMIT.toNanos());
    }
    try {
      return ++value;
    } finally {
      bare.releaseWrite();
    }
  }

  /** ReentrantReadWriteLock. */
  @Benchmark
  public int reentrantRead() {
    reentrant.readLock().lock();
    try {
      return value;
    } finally {
      reentrant.readLock().unlock();
    }
  }

  /** ReentrantReadWriteLock. */
  @Benchmark
  public int reentrantWrite() {
    reentrant.writeLock().lock();
    try {
      return ++value;
    } finally {
      reentrant.writeLock().unlock();
    }
  }

  /** StampedLock. */
  @Benchmark
  public int stampedRead() {
    long stamp = stamped.readLock();
    try {
      return value;
    } finally {
      stamped.unlockRead(stamp);
    }
  }

  /** StampedLock. */
  @Benchmark
  public int stampedWrite() {
    long stamp = stamped.writeLock();
    try {
      return ++value;
    } finally {
      stamped.unlockWrite(stamp);
    }
  }

  /** A monitor, which knows no readers. */
  @Benchmark
  public int monitorEither() {
    synchronized (monitor) {
      return ++value;
    }
  }
}
