package dev.fairlead.catalog.lock;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One place where a thread notes that it wants or holds a lock: its first such place, or one inside
 * another.
 *
 * <pre>
 *   63            42 41                   4   3   2   1    0
 *  +----------------+-----------------------+---+---+--------+
 *  | COUNT          | SINCE: coarse millis  | K | w |  MODE  |
 *  +----------------+-----------------------+---+---+--------+
 * </pre>
 *
 * <p>MODE 0: nothing here. <b>w</b>: still waiting. COUNT: how often the lock was taken here, as
 * writer if <b>K</b>, and is not in its {@link Ledger} yet. The place is there before it is needed
 * and remembers its last lock and label, so that taking the same lock for the same purpose again is
 * two plain stores to memory that no other thread writes, one before the lock's word is changed and
 * one after it was changed back. They are what the books cost: the processor finishes its stores
 * before it changes the word.
 *
 * <p>Written by its own thread only. Others look at any time; they may see the label of one use
 * beside the time of another, and nothing but a display depends on it.
 */
sealed class Hold {
  private static final VarHandle STATE;
  private static final VarHandle LOCK;
  private static final VarHandle INNER;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      STATE = lookup.findVarHandle(Hold.class, "state", long.class);
      LOCK = lookup.findVarHandle(Hold.class, "lock", LabelledLock.class);
      INNER = lookup.findVarHandle(Hold.class, "inner", Hold.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private static final long MODE = 0x3;
  private static final long WAITS = 0x4;
  private static final long COUNTS_WRITES = 0x8;
  private static final int SINCE_SHIFT = 4;
  private static final int COUNT_SHIFT = 42;
  private static final long COUNT_ONE = 1L << COUNT_SHIFT;
  private static final long SINCE_MASK = (COUNT_ONE - 1) >>> SINCE_SHIFT; // 8 years
  private static final long COUNTS = -COUNT_ONE;

  /** As many as are counted here before the ledger gets them: 2 million. */
  private static final long FULL = COUNTS >>> 1;

  private final Thread thread;
  private long state;
  private @Nullable LabelledLock lock;
  private String label = "";
  private @Nullable Hold inner;

  private Hold(Thread thread) {
    this.thread = thread;
  }

  /** The first place of {@code thread}. */
  static Hold of(Thread thread) {
    return new Apart(thread);
  }

  /** A place that shares no cache line with another thread's, wherever the collector moves them. */
  private static final class Apart extends Hold {
    @SuppressWarnings("unused") // only their size matters
    private long p0, p1, p2, p3, p4, p5, p6, p7, p8, p9, p10, p11;

    Apart(Thread thread) {
      super(thread);
    }
  }

  Thread thread() {
    return thread;
  }

  /** Whether nothing is held or wanted here; for its own thread, as all that follow. */
  boolean isFree() {
    return (state & MODE) == 0;
  }

  /**
   * Notes, before it tries, that this thread wants {@code lock}, and counts it. The releasing store
   * pairs with the acquiring load in {@link #seen}: who sees the place taken sees for what.
   */
  @SuppressWarnings("ReferenceEquality") // an equal label in another object is just stored
  void begin(LabelledLock lock, String label, Mode mode, long millis) {
    long kind = mode == Mode.WRITE ? COUNTS_WRITES : 0;
    if (this.lock != lock || this.label != label || (state & COUNTS_WRITES) != kind || isFull()) {
      bind(lock, label, kind);
    }
    set((state & COUNTS) + COUNT_ONE | kind, millis, mode.code());
  }

  private boolean isFull() {
    return state >= FULL;
  }

  private void bind(LabelledLock lock, String label, long kind) {
    this.label = label;
    if (this.lock != lock || (state & COUNTS_WRITES) != kind || isFull()) {
      fold();
      LOCK.setRelease(this, lock); // pairs with the acquiring loads in seen and countOf
    }
  }

  /** Moves the count to the ledger of the lock it belongs to. */
  void fold() {
    long before = state;
    long count = before >>> COUNT_SHIFT;
    STATE.setOpaque(this, before & ~COUNTS); // before it is added: counted late, never twice
    if (lock != null && count > 0) {
      lock.ledger().folded((before & COUNTS_WRITES) != 0, count);
    }
  }

  /** It could not be had at once: waits since then. */
  void waits(Mode mode) {
    set(count(), sinceMillis(), mode.code() | WAITS);
  }

  /** It is held, since then and that way. */
  void holds(Mode mode, long millis) {
    set(count(), millis, mode.code());
  }

  /** Nothing is held here any more. */
  void end() {
    STATE.setRelease(this, state & ~MODE);
  }

  /** It was not acquired after all. */
  void abandon() {
    set(count() - COUNT_ONE, 0, 0);
  }

  private long count() {
    return state & (COUNTS | COUNTS_WRITES);
  }

  private void set(long count, long millis, long mode) {
    STATE.setRelease(this, count | (millis & SINCE_MASK) << SINCE_SHIFT | mode);
  }

  /** Since when it is held or wanted, by the coarse clock. */
  long sinceMillis() {
    return state >>> SINCE_SHIFT & SINCE_MASK;
  }

  /** How it is held; while it is not free. */
  Mode mode() {
    return Mode.of(state & MODE);
  }

  /** Which lock; while it is not free. */
  LabelledLock lock() {
    return Objects.requireNonNull(lock);
  }

  /** What for. */
  String label() {
    return label;
  }

  /** The place inside this one. */
  Hold inner() {
    Hold place = inner;
    if (place == null) {
      place = new Hold(thread);
      INNER.setRelease(this, place); // pairs with the acquiring load in next
    }
    return place;
  }

  /** The place inside this one, for any thread. */
  @Nullable Hold next() {
    return (Hold) INNER.getAcquire(this);
  }

  /** What any thread sees of it; null while it is free, or if it is another lock. */
  @Nullable Entry seen(LabelledLock wanted) {
    long now = (long) STATE.getAcquire(this);
    if ((now & MODE) == 0 || LOCK.getAcquire(this) != wanted) {
      return null;
    }
    boolean waits = (now & WAITS) != 0;
    return new Entry(thread, label, Mode.of(now & MODE), waits, now >>> SINCE_SHIFT & SINCE_MASK);
  }

  /**
   * How often it was taken that way here and is not in the ledger, as any thread sees it. None if
   * the place changes hands meanwhile.
   */
  long countOf(LabelledLock wanted, boolean writes) {
    if (LOCK.getAcquire(this) != wanted) {
      return 0;
    }
    long now = (long) STATE.getAcquire(this);
    boolean counts = ((now & COUNTS_WRITES) != 0) == writes && LOCK.getAcquire(this) == wanted;
    return counts ? now >>> COUNT_SHIFT : 0;
  }
}
