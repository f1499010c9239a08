package dev.fairlead.stress.model;

import java.util.Arrays;
import java.util.List;

/**
 * Everything there is at one moment: the word, the queues, and where each thread is.
 *
 * <pre>
 *   cell 0      the word
 *   cell 1      queue lock: its owner + 1 (4 bits) | draining thread + 1 (4) | queue: thread + 1 (4 each)
 *   cell 2 + 2t thread t: at (8) | op (4) | wake (2) | whom it woke, as bits (8) | hands over (1)
 *   cell 3 + 2t thread t: the word as it last loaded it, if that still matters
 * </pre>
 *
 * <p>A value; {@link Steps} changes only fresh copies. Not thread-safe.
 */
final class State {
  /** How a sleeper was signalled. */
  enum Wake {
    NONE,
    RETRY,
    HANDED_OVER
  }

  /** What fits the cells. */
  static final int THREADS_MAX = 8;

  private static final List<Wake> WAKES = List.of(Wake.values());
  private static final List<Op> OPS = List.of(Op.values());
  private static final long NIBBLE = 0xF;

  private final long[] cells;

  private State(long[] cells) {
    this.cells = cells;
  }

  /** Nobody has done anything yet. */
  static State initial(List<Role> roles) {
    if (roles.size() > THREADS_MAX) {
      throw new IllegalArgumentException("more than " + THREADS_MAX + " threads: " + roles);
    }
    State state = new State(new long[2 + 2 * roles.size()]);
    for (int t = 0; t < roles.size(); t++) {
      state.begin(t, roles.get(t).first);
    }
    return state;
  }

  State copy() {
    return new State(cells.clone());
  }

  int threads() {
    return (cells.length - 2) / 2;
  }

  long word() {
    return cells[0];
  }

  void word(long next) {
    cells[0] = next;
  }

  boolean isLocked() {
    return (cells[1] & NIBBLE) != 0;
  }

  void lock(int thread) {
    cells[1] |= thread + 1L;
  }

  void unlock() {
    cells[1] &= ~NIBBLE;
  }

  /** The thread that waits for readers to leave; -1 if there is none. */
  int draining() {
    return (int) (cells[1] >>> 4 & NIBBLE) - 1;
  }

  /** Sets it; -1 for none. */
  void draining(int thread) {
    cells[1] = cells[1] & ~(NIBBLE << 4) | (thread + 1L) << 4;
  }

  private long queue() {
    return cells[1] >>> 8;
  }

  private void queue(long next) {
    cells[1] = cells[1] & 0xFF | next << 8;
  }

  boolean isQueueEmpty() {
    return queue() == 0;
  }

  /** The first in the queue, which must not be empty. */
  int firstQueued() {
    return (int) (queue() & NIBBLE) - 1;
  }

  void removeFirst() {
    queue(queue() >>> 4);
  }

  void addLast(int thread) {
    long queue = queue();
    int shift = 0;
    while (queue >>> shift != 0) {
      shift += 4;
    }
    queue(queue | (thread + 1L) << shift);
  }

  void remove(int thread) {
    long queue = queue();
    long kept = 0;
    int shift = 0;
    for (; queue != 0; queue >>>= 4) {
      if ((queue & NIBBLE) != thread + 1L) {
        kept |= (queue & NIBBLE) << shift;
        shift += 4;
      }
    }
    queue(kept);
  }

  At at(int thread) {
    return At.of((int) bits(thread, 0, 8));
  }

  void at(int thread, At next) {
    bits(thread, 0, 8, next.ordinal());
  }

  Op op(int thread) {
    return OPS.get((int) bits(thread, 8, 4));
  }

  /** Begins {@code op}; nothing of the one before matters any more. */
  void begin(int thread, Op op) {
    cells[2 + 2 * thread] = 0;
    loaded(thread, 0);
    bits(thread, 8, 4, op.ordinal());
    at(thread, op.begin());
  }

  Wake wake(int thread) {
    return WAKES.get((int) bits(thread, 12, 2));
  }

  void wake(int thread, Wake how) {
    bits(thread, 12, 2, how.ordinal());
  }

  /** Whom this thread took from the queue and has to signal, one bit each. */
  long taken(int thread) {
    return bits(thread, 14, 8);
  }

  void taken(int thread, long threads) {
    bits(thread, 14, 8, threads);
  }

  boolean handsOver(int thread) {
    return bits(thread, 22, 1) == 1;
  }

  void handsOver(int thread, boolean handsOver) {
    bits(thread, 22, 1, handsOver ? 1 : 0);
  }

  long loaded(int thread) {
    return cells[3 + 2 * thread];
  }

  void loaded(int thread, long word) {
    cells[3 + 2 * thread] = word;
  }

  private long bits(int thread, int from, int count) {
    return cells[2 + 2 * thread] >>> from & (1L << count) - 1;
  }

  private void bits(int thread, int from, int count, long value) {
    long mask = (1L << count) - 1 << from;
    cells[2 + 2 * thread] = cells[2 + 2 * thread] & ~mask | value << from;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof State that && Arrays.equals(cells, that.cells);
  }

  @Override
  public int hashCode() {
    long hash = 0;
    for (long cell : cells) {
      hash = (hash ^ cell) * 0x9E37_79B9_7F4A_7C15L;
      hash ^= hash >>> 29;
    }
    return Long.hashCode(hash);
  }
}
