package dev.fairlead.catalog.lock;

import java.util.ArrayList;
import java.util.List;

/**
 * The state of a reader-writer lock in one 64-bit word, and every step it may take.
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
 *       Implies W; at most one such thread. Set by CAS; cleared only under the queue lock.
 *   <li><b>U</b> {@link #UPGRADABLE}: one of the readers may become the writer; no other may be
 *       upgradable or take W meanwhile, plain readers may come and go. Implies a reader and not W.
 *   <li><b>W</b> {@link #WRITER}: with no readers, held exclusively; with readers, a writer waits
 *       for them and no new reader enters.
 * </ul>
 *
 * <p>A thread inside has a <i>share</i> of the word: {@link #ONE_READER}, {@link
 * #UPGRADABLE_READER} or {@link #WRITER}. Entering, leaving, upgrading, downgrading and giving up
 * are all {@link #exchanged}: one share for another, or for none. No flag is ever changed by
 * arithmetic, only the count is. Pure functions.
 */
public final class LockWord {
  /** P: somebody is, or is about to be, in the main queue. */
  public static final long PARKED = 0x1;

  /** D: the owner of W sleeps until the readers are gone. */
  public static final long WRITER_PARKED = 0x2;

  /** U: one of the readers may become the writer. */
  public static final long UPGRADABLE = 0x4;

  /** W: held exclusively, or about to be; the share of a writer. */
  public static final long WRITER = 0x8;

  /** The share of a reader. */
  public static final long ONE_READER = 0x10;

  /** The share of the upgradable reader. */
  public static final long UPGRADABLE_READER = ONE_READER | UPGRADABLE;

  /** The share of a thread that is not inside. */
  public static final long NONE = 0;

  /** More readers than any node has threads: a count beyond it is a wrapped one. */
  public static final long MAX_READERS = 1 << 20;

  private static final int READERS_SHIFT = 4;
  private static final long FLAGS = ONE_READER - 1;

  /** What a word with nothing but a likely number of readers has no bit outside of. */
  private static final long READERS_ONLY = (MAX_READERS - 1) << READERS_SHIFT;

  private LockWord() {}

  /** How many readers are inside. */
  public static long readers(long word) {
    return word >>> READERS_SHIFT;
  }

  /** Whether any of {@code flags} is set. */
  public static boolean has(long word, long flags) {
    return (word & flags) != 0;
  }

  /** Whether a writer is inside. */
  static boolean isHeldAlone(long word) {
    return has(word, WRITER) && readers(word) == 0;
  }

  /** Whether the word is free, or nothing but readers is inside: the usual case, in one test. */
  static boolean hasNoFlags(long word) {
    return (word & ~READERS_ONLY) == 0;
  }

  /** Whether a thread that wants {@code share} may enter, or has to queue. */
  public static boolean admits(long word, long share) {
    return !has(word, share == ONE_READER ? WRITER : WRITER | UPGRADABLE);
  }

  /** Whether somebody inside can have {@code share}. */
  public static boolean contains(long word, long share) {
    return (word & share & FLAGS) == (share & FLAGS) && readers(word) >= readers(share);
  }

  /**
   * The word after a thread exchanged its share {@code given} for {@code taken}. W takes D with it:
   * who gives W does not wait for readers any more.
   */
  public static long exchanged(long word, long given, long taken) {
    long flags = has(given, WRITER) ? given | WRITER_PARKED : given;
    long without = (word & ~(flags & FLAGS)) - (given & ~FLAGS);
    return (without | (taken & FLAGS)) + (taken & ~FLAGS);
  }

  /** Whether the invariants of the flags hold; a word that breaks them can never be right again. */
  public static boolean sane(long word) {
    long readers = readers(word);
    boolean drainingHasOwner = !has(word, WRITER_PARKED) || has(word, WRITER);
    boolean upgradableReads = !has(word, UPGRADABLE) || (readers > 0 && !has(word, WRITER));
    return readers <= MAX_READERS && drainingHasOwner && upgradableReads;
  }

  /** Goes to the loud end of a lock whose word is not what it must be. */
  static void verify(boolean holds, String when, long word) {
    if (!holds) {
      throw LockException.corrupt(when, word);
    }
  }

  /** As {@code show locks} prints it: {@code 0x0000000000000018}. */
  public static String hex(long word) {
    return "0x%016x".formatted(word);
  }

  /** The word in words, such as {@code 2 readers, writer waits for them}. */
  public static String describe(long word) {
    if (!sane(word)) {
      return "corrupt";
    }
    List<String> parts = new ArrayList<>();
    long readers = readers(word);
    if (readers > 0) {
      parts.add(readers == 1 ? "1 reader" : readers + " readers");
    }
    if (has(word, UPGRADABLE)) {
      parts.add("one of them upgradable");
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
