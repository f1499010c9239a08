package dev.fairlead.catalog.lock;

import dev.fairlead.catalog.lock.LockException.Reason;
import dev.fairlead.catalog.lock.WordLock.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * A reader-writer lock that is used only through closures, each with a label and a time limit, and
 * that can say at any time who is inside, who waits and who wrote last.
 *
 * <p>Readers enter together; a waiting writer keeps new readers out, so a thread must not enter
 * twice: it is refused, whatever the modes. Nothing that can wait belongs inside. Thread-safe; not
 * for event loops.
 */
public final class LabelledLock {
  private final String name;
  private final int rank;
  private final CoarseClock clock;
  private final HeldLocks held;
  private final Ledger ledger;
  private final WordLock lock = new WordLock();

  LabelledLock(String name, int rank, CoarseClock clock, HeldLocks held) {
    this.name = name;
    this.rank = rank;
    this.clock = clock;
    this.held = held;
    this.ledger = new Ledger(clock);
  }

  /** What {@code show locks} calls it. */
  public String name() {
    return name;
  }

  /** A thread takes locks in ascending rank only. */
  public int rank() {
    return rank;
  }

  /**
   * Runs {@code body} together with other readers.
   *
   * @param label what it does, for operators
   * @param limit how long to wait at most to get in; how long it stays is up to {@code body}
   * @throws LockException if it did not get in; {@code body} did not run then
   */
  public <T> T read(String label, Duration limit, Supplier<T> body) {
    return inside(Mode.READ, label, limit, body);
  }

  /** Runs {@code body} alone; otherwise as {@link #read}. */
  public <T> T write(String label, Duration limit, Supplier<T> body) {
    return inside(Mode.WRITE, label, limit, body);
  }

  /** As {@link #write(String, Duration, Supplier)}, without a result. */
  public void write(String label, Duration limit, Runnable body) {
    Boolean _ =
        inside(
            Mode.WRITE,
            label,
            limit,
            () -> {
              body.run();
              return Boolean.TRUE;
            });
  }

  /** What it looks like now. Takes nothing, so it answers whatever state the lock is in. */
  public LockStatus status() {
    return ledger.status(name, rank, lock.word(), held.of(this));
  }

  private <T> T inside(Mode mode, String label, Duration limit, Supplier<T> body) {
    Hold hold = enter(mode, label, limit);
    held.push(hold);
    ledger.acquired(hold);
    try {
      return body.get();
    } finally {
      held.pop(hold);
      ledger.released(hold);
      leave(mode);
    }
  }

  private Hold enter(Mode mode, String label, Duration limit) {
    Hold wish = new Hold(this, Thread.currentThread(), label, mode, clock.millis());
    held.check(wish);
    if (mode == Mode.READ ? lock.tryRead() : lock.tryWrite()) {
      return wish;
    }
    Outcome outcome = enterSlowly(wish, limit);
    return switch (outcome) {
      case ACQUIRED -> new Hold(this, wish.thread(), label, mode, clock.millis());
      case TIMED_OUT -> {
        ledger.timedOut();
        throw new LockException(
            Reason.TIMED_OUT, refusal(wish, "within " + limit.toMillis() + " ms"));
      }
      case INTERRUPTED -> {
        Thread.currentThread().interrupt();
        throw new LockException(Reason.INTERRUPTED, refusal(wish, "before an interrupt"));
      }
    };
  }

  private Outcome enterSlowly(Hold wish, Duration limit) {
    long start = System.nanoTime();
    ledger.waits(wish);
    try {
      long deadline = start + limit.toNanos();
      return wish.mode() == Mode.READ ? lock.read(deadline) : lock.write(deadline);
    } finally {
      ledger.waited(wish, System.nanoTime() - start);
    }
  }

  private void leave(Mode mode) {
    switch (mode) {
      case READ -> lock.releaseRead();
      case WRITE -> lock.releaseWrite();
    }
  }

  private String refusal(Hold wish, String when) {
    return "lock '%s' not free for \"%s\" %s: %s".formatted(name, wish.label(), when, holders());
  }

  /** Who keeps others out, for a message. */
  String holders() {
    List<Hold> inside = held.of(this);
    if (inside.isEmpty()) {
      return "word " + LockWord.hex(lock.word()) + ", held by nobody known";
    }
    return inside.stream()
        .map(hold -> ledger.show(hold).toString())
        .collect(Collectors.joining(", "));
  }
}
