package dev.fairlead.proxy.ledger;

import dev.fairlead.catalog.lock.LabelledLock;
import dev.fairlead.gossip.FeedStatus;
import dev.fairlead.proxy.observe.LoopMonitor;
import dev.fairlead.watchdog.ledger.Head;
import dev.fairlead.watchdog.ledger.LedgerPage;
import dev.fairlead.watchdog.ledger.LoopState;
import dev.fairlead.watchdog.ledger.NodeLedger;
import dev.fairlead.watchdog.ledger.NodeReader;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the node's half of the ledger: looks at every part each 50 ms, on a thread of its own, and
 * writes down what it sees.
 *
 * <p>It takes no lock of any part and stops no thread, so it goes on while they hang. Parts are
 * named as they come to be. Thread-safe.
 */
public final class Bookkeeper implements AutoCloseable {
  /** Between two looks. */
  public static final long PERIOD_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  /** Looks between two at the feed's heads, which change seldom and cost more: a second. */
  private static final int HEADS_EVERY = 20;

  private final NodeLedger ledger;
  private final NodeReader reader;
  private final LedgerAppender log;
  private final Thread thread;

  // Volatile, all: whoever starts the part writes, the thread reads with its next look.
  private volatile @Nullable LoopMonitor loops;
  private volatile @Nullable LockBooks locks;
  private volatile @Nullable Supplier<FeedStatus> feed;
  private volatile boolean machineWanted;
  private volatile boolean closed;

  private Bookkeeper(LedgerPage page) {
    this.ledger = page.node();
    this.reader = page.nodeReader();
    this.log = LedgerAppender.attach(ledger);
    this.thread = Thread.ofPlatform().daemon().name("ledger").start(this::keep);
  }

  /** Begins, with the log, whose configuration must be done. */
  public static Bookkeeper open(LedgerPage page) {
    return new Bookkeeper(page);
  }

  /** For what is written as it happens: role, phase, changes. */
  public NodeLedger ledger() {
    return ledger;
  }

  /** For who wants to see what is written. */
  public NodeReader reader() {
    return reader;
  }

  /** These event loops, from now on. */
  public void loops(LoopMonitor monitor) {
    loops = monitor;
  }

  /** These locks, from now on. */
  public void locks(List<LabelledLock> labelled) {
    locks = new LockBooks(labelled);
  }

  /** How far the feed is, from now on. {@code status} must not wait. */
  public void heads(Supplier<FeedStatus> status) {
    feed = status;
  }

  /** The JVM's own figures, from now on: the start is over and can spare the time they cost. */
  public void machine() {
    machineWanted = true;
  }

  /** A flight recording in the data folder, from a while after now on. Call once. */
  public void record(Path data) {
    Recorder.begin(data);
  }

  private void keep() {
    Machine machine = null;
    Drift drift = new Drift(System.nanoTime());
    long beats = 0;
    while (!closed) {
      long asleep = System.nanoTime();
      LockSupport.parkNanos(this, PERIOD_NANOS);
      long now = System.nanoTime();
      long worst = drift.woke(now, Math.max(0, now - asleep - PERIOD_NANOS));
      if (machine == null && machineWanted) {
        machine = new Machine();
      }
      ledger.vitals(
          machine == null
              ? Machine.unknown(++beats, now, worst)
              : machine.look(++beats, now, worst));
      noteParts(beats);
    }
  }

  private void noteParts(long beats) {
    LoopMonitor monitor = loops;
    if (monitor != null) {
      monitor.look(this::note);
    }
    LockBooks books = locks;
    if (books != null) {
      books.note(ledger);
    }
    Supplier<FeedStatus> status = feed;
    if (status != null && beats % HEADS_EVERY == 1) {
      ledger.heads(heads(status.get()));
    }
  }

  private void note(int index, String name, long ticks, long lagNanos, int connections) {
    ledger.loop(index, new LoopState(name, ticks, lagNanos, connections));
  }

  private static List<Head> heads(FeedStatus status) {
    return status.streams().stream()
        .limit(NodeLedger.MAX_HEADS)
        .map(stream ->
            new Head(
                stream.node().isEmpty() ? stream.stream().origin().toString() : stream.node(),
                stream.stream().scope().toString(),
                stream.head()))
        .toList();
  }

  /** Ends it; the page keeps what is there. */
  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(thread);
    log.detach();
  }
}
