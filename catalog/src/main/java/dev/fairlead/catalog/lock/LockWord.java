package dev.fairlead.catalog.lock;

import java.util.ArrayList;
import java.util.List;

/**
 * The state of a reader-writer lock in one 64-bit word.
 *
 * <pre>
 *   63                              4   3   2   1   0
 *  +---------------------------------+---+---+---+---+
 *  | READERS: how many hold it       | W | U | D | P |
 *  +---------------------------------+---+---+---+---+
 * </pre>
 *
 * <ul>
 *   <li><b>P</b> {@link #PARKED}: at least one thread is, or is about to be, in the main queue. Set
 *       by CAS before queueing; cleared only under the queue lock.
 *   <li><b>D</b> {@link #WRITER_PARKED}: the thread that owns W sleeps until the readers are gone.
 *       Implies W; at most one such thread. Set by CAS; cleared only by AND under the queue lock.
 *   <li><b>U</b> {@link #UPGRADABLE}: one of the readers may become the writer. Implies a reader
 *       and not W. Reserved: no operation sets it yet.
 *   <li><b>W</b> {@link #WRITER}: with no readers, held exclusively; with readers, a writer waits
 *       for them and no new reader enters.
 * </ul>
 *
 * <p>A flag is never changed by arithmetic; only W, whose owner is one thread, and the count are
 * added and subtracted, and every such step checks the word it got back. Pure functions.
 */
public final class LockWord {
  /** P: somebody is, or is about to be, in the main queue. */
  public static final long PARKED = 0x1;

  /** D: the owner of W sleeps until the readers are gone. */
  public static final long WRITER_PARKED = 0x2;

  /** U: one of the readers may become the writer. */
  public static final long UPGRADABLE = 0x4;

  /** W: held exclusively, or about to be. */
  public static final long WRITER = 0x8;

  /** What one reader adds. */
  public static final long ONE_READER = 0x10;

  /** More readers than any node has threads: a count beyond it is a wrapped one. */
  public static final long MAX_READERS = 1 << 20;

  private static final int READERS_SHIFT = 4;

  private LockWord() {}

  /** How many readers are inside. */
  public static long readers(long word) {
    return word >>> READERS_SHIFT;
  }

  /** Whether any of {@code flags} is set. */
  public static boolean has(long word, long flags) {
    return (word & flags) != 0;
  }

  /** Whether the invariants of the flags hold; a word that breaks them can never be right again. */
  public static boolean sane(long word) {
    long readers = readers(word);
    boolean drainingHasOwner = !has(word, WRITER_PARKED) || has(word, WRITER);
    boolean upgradableReads = !has(word, UPGRADABLE) || (readers > 0 && !has(word, WRITER));
    return readers <= MAX_READERS && drainingHasOwner && upgradableReads;
  }

  /** As {@code show locks} prints it: {@code 0x0000000000000018}. */
  public static String hex(long word) {
    return "0x%016x".formatted(word);
  }

  /** The word in words, such as {@code 2 readers, writer waits}. */
  public static String describe(long word) {
    if (!sane(word)) {
      return "corrupt";
    }
    List<String> parts = new ArrayList<>();
    long readers = readers(word);
    if (readers > 0) {
      parts.add(readers == 1 ? "1 reader" : readers + " readers");
    }
    if (has(word, WRITER)) {
      parts.add(readers > 0 ? "writer waits for them" : "writer");
    }
    if (has(word, PARKED)) {
      parts.add("others queued");
    }
    return parts.isEmpty() ? "free" : String.join(", ", parts);
  }
}
