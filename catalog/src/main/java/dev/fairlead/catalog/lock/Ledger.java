package dev.fairlead.catalog.lock;

import dev.fairlead.catalog.lock.LockStatus.Holder;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * The books of one lock: who is inside, who waits, who wrote last, how often and how long. What is
 * true of a thread now is in its {@link Hold}; what remains is here.
 *
 * <p>Thread-safe; showing takes nothing. Times are recorded only by who had to wait, or held for at
 * least one tick.
 */
final class Ledger {
  private static final VarHandle WRITER;

  static {
    try {
      WRITER = MethodHandles.lookup().findVarHandle(Ledger.class, "writer", Thread.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final CoarseClock clock;
  private final LongAdder reads = new LongAdder();
  private final LongAdder writes = new LongAdder();
  private final AtomicLong readsShown = new AtomicLong();
  private final AtomicLong writesShown = new AtomicLong();
  private final LongAdder timeouts = new LongAdder();
  private final Durations waited = new Durations();
  private final Durations held = new Durations();

  /** The last writer, its label and when: written by the writer inside, so never by two at once. */
  private @Nullable Thread writer;

  private String writerLabel = "";
  private long writerSince;

  Ledger(CoarseClock clock) {
    this.clock = clock;
  }

  /**
   * Notes the writer inside. What did not change is not stored again: a store of a reference may
   * cost the collector's fence. The release pairs with the acquiring load in {@link #lastWriter}.
   */
  @SuppressWarnings("ReferenceEquality") // an equal label in another object is just stored
  void written(Thread thread, String label, long millis) {
    if (writerSince != millis) {
      writerSince = millis;
    }
    if (writerLabel != label) {
      writerLabel = label;
    }
    if (writer != thread) {
      WRITER.setRelease(this, thread);
    }
  }

  /** Takes over what a {@link Hold} counted. */
  void folded(boolean asWriter, long count) {
    (asWriter ? writes : reads).add(count);
  }

  void waitedFor(long nanos) {
    waited.record(nanos / 1_000);
  }

  void timedOut() {
    timeouts.increment();
  }

  void heldFor(long millis) {
    held.record(millis * 1_000);
  }

  /** The status of {@code lock}, whose word is {@code word}. */
  LockStatus status(LabelledLock lock, long word, boolean stacks) {
    List<Entry> entries = entries(lock);
    return new LockStatus(
        lock.name(),
        lock.rank(),
        LockWord.hex(word),
        LockWord.describe(word),
        entries.stream().filter(entry -> !entry.waits()).map(e -> show(e, stacks)).toList(),
        entries.stream().filter(Entry::waits).map(e -> show(e, stacks)).toList(),
        lastWriter(),
        count(lock, false),
        count(lock, true),
        timeouts.sum(),
        waited.times(),
        held.times());
  }

  private static List<Entry> entries(LabelledLock lock) {
    List<Entry> entries = new ArrayList<>();
    HoldTable.forEach(hold -> {
      Entry entry = hold.seen(lock);
      if (entry != null) {
        entries.add(entry);
      }
    });
    return entries;
  }

  /** Who is inside {@code lock} now. */
  List<Holder> holders(LabelledLock lock) {
    return entries(lock).stream().filter(e -> !e.waits()).map(e -> show(e, false)).toList();
  }

  private @Nullable Holder lastWriter() {
    Thread last = (Thread) WRITER.getAcquire(this);
    return last == null
        ? null
        : show(new Entry(last, writerLabel, Mode.WRITE, false, writerSince), false);
  }

  /** Never less than shown before, though a count may be on its way from a thread to here. */
  private long count(LabelledLock lock, boolean ofWrites) {
    AtomicLong sum = new AtomicLong((ofWrites ? writes : reads).sum());
    HoldTable.forEach(hold -> sum.addAndGet(hold.countOf(lock, ofWrites)));
    return (ofWrites ? writesShown : readsShown).accumulateAndGet(sum.get(), Math::max);
  }

  private Holder show(Entry entry, boolean stack) {
    Thread thread = entry.thread();
    return new Holder(
        thread.getName(),
        entry.label(),
        entry.mode(),
        Duration.ofMillis(Math.max(0, clock.millis() - entry.sinceMillis())),
        stack ? List.of(thread.getStackTrace()) : List.of());
  }
}
