package dev.fairlead.catalog.lock;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What {@code show locks} says of one lock.
 *
 * <p>Immutable. Taken without stopping anybody: its parts may be moments apart.
 *
 * @param name the lock
 * @param rank locks are taken in ascending rank only
 * @param word the raw state word, such as {@code 0x0000000000000018}
 * @param meaning the word in words
 * @param holders who is inside
 * @param waiters who waits to get in
 * @param lastWriter the last that wrote, also while it is inside; null before the first
 * @param reads acquisitions as reader
 * @param writes acquisitions as writer
 * @param timeouts acquisitions given up at their time limit
 * @param waited how long those waited that had to, in microseconds
 * @param held how long it was held by those who held it at least one tick of 10 ms, in microseconds
 */
public record LockStatus(
    String name,
    int rank,
    String word,
    String meaning,
    List<Holder> holders,
    List<Holder> waiters,
    @Nullable Holder lastWriter,
    long reads,
    long writes,
    long timeouts,
    Times waited,
    Times held) {
  /** Copies the lists. */
  public LockStatus {
    holders = List.copyOf(holders);
    waiters = List.copyOf(waiters);
  }

  /**
   * A thread inside a lock, or waiting for one.
   *
   * @param thread its name
   * @param label what it does there
   * @param mode how
   * @param since how long ago it acquired, or began to wait; in steps of 10 ms
   * @param stack what it does now, innermost first; empty unless asked for
   */
  public record Holder(
      String thread, String label, Mode mode, Duration since, List<StackTraceElement> stack) {
    /** Copies the stack. */
    public Holder {
      stack = List.copyOf(stack);
    }

    @Override
    public String toString() {
      return "%s by %s (\"%s\") since %d ms".formatted(verb(), thread, label, since.toMillis());
    }

    private String verb() {
      return switch (mode) {
        case READ -> "read";
        case UPGRADABLE -> "read upgradably";
        case WRITE -> "written";
      };
    }
  }

  /**
   * Percentiles of a time, in microseconds.
   *
   * @param count how many were recorded
   * @param p50 median
   * @param p99 99th percentile
   * @param max the longest
   */
  public record Times(long count, long p50, long p99, long max) {}
}
