package dev.fairlead.catalog.lock;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

/**
 * What a test's threads did to one lock, in their own words and by {@link System#nanoTime()}: to be
 * compared with what the lock says. Thread-safe.
 */
final class ConvoyLog {
  /** How an attempt ended; OPEN before that. */
  enum End {
    OPEN,
    LEFT,
    REFUSED
  }

  /** One attempt of one thread. */
  static final class Attempt {
    final String thread;
    final String label;
    final Mode mode;
    final long beganNanos = System.nanoTime();

    /** How far the lock's clock was behind then. */
    final long lagAtBegin;

    volatile long insideNanos; // 0 before
    volatile long endedNanos; // 0 before
    volatile End end = End.OPEN;

    final CompletableFuture<Void> leave = new CompletableFuture<>();

    private Attempt(String label, Mode mode, long lag) {
      this.thread = Thread.currentThread().getName();
      this.label = label;
      this.mode = mode;
      this.lagAtBegin = lag;
    }

    /** Called inside: stays until told to leave. */
    void stay() {
      insideNanos = System.nanoTime();
      leave.join();
    }

    void ended(End how) {
      endedNanos = System.nanoTime();
      end = how;
    }

    /** At most how long it waited; measured outside the lock, so a little more. */
    long waitedAtMostNanos() {
      return (insideNanos != 0 ? insideNanos : endedNanos) - beganNanos;
    }

    boolean isInside() {
      return insideNanos != 0 && end == End.OPEN;
    }

    boolean waits() {
      return insideNanos == 0 && end == End.OPEN;
    }
  }

  private final List<Attempt> attempts = new ArrayList<>();

  /** The calling thread is about to try. */
  synchronized Attempt begins(String label, Mode mode, CoarseClock clock) {
    Attempt attempt = new Attempt(label, mode, clock.lagNanos());
    attempts.add(attempt);
    return attempt;
  }

  synchronized List<Attempt> those(Predicate<Attempt> which) {
    return attempts.stream().filter(which).toList();
  }

  Attempt named(String thread) {
    return those(attempt -> attempt.thread.equals(thread)).getFirst();
  }
}
