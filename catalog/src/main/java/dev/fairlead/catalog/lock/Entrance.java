package dev.fairlead.catalog.lock;

import dev.fairlead.catalog.lock.LockException.Reason;
import dev.fairlead.catalog.lock.WordLock.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How threads get into one labelled lock when it is not free, and why they do not: waits, changes
 * of mode, refusals.
 *
 * <p>Thread-safe.
 */
final class Entrance {
  private static final Logger LOG = LoggerFactory.getLogger(Entrance.class);

  private final LabelledLock owner;
  private final WordLock lock;
  private final Ledger ledger;
  private final CoarseClock clock;

  /** Set by the first that finds the lock corrupt: its CAS decides who says so on the log. */
  private final AtomicBoolean saidCorrupt = new AtomicBoolean();

  Entrance(LabelledLock owner, WordLock lock, Ledger ledger, CoarseClock clock) {
    this.owner = owner;
    this.lock = lock;
    this.ledger = ledger;
    this.clock = clock;
  }

  /**
   * The place of a thread that holds locks already, unless this one could deadlock: the same lock
   * again, or one of a rank not above all held.
   *
   * @throws LockException {@code NESTED} or {@code OUT_OF_RANK}
   */
  Hold placeInside(Hold first, String label) {
    Hold hold = first;
    while (!hold.isFree()) {
      if (hold.lock() == owner) {
        throw refused(Reason.NESTED, label, hold, "holds it already");
      }
      if (hold.lock().rank() >= owner.rank()) {
        throw refused(Reason.OUT_OF_RANK, label, hold, "holds one that does not come before it");
      }
      hold = hold.inner();
    }
    return hold;
  }

  private LockException refused(Reason reason, String label, Hold hold, String why) {
    return new LockException(
        reason,
        "lock '%s' (rank %d) refused for \"%s\": thread %s %s: '%s' (rank %d) for \"%s\""
            .formatted(
                owner.name(),
                owner.rank(),
                label,
                hold.thread().getName(),
                why,
                hold.lock().name(),
                hold.lock().rank(),
                hold.label()));
  }

  /**
   * Waits to get in; what {@code hold} says is undone if it does not. Who gets in within a few
   * pauses of the processor is not in the books as having waited: writing that down takes longer.
   */
  void enterSlowly(Mode mode, Hold hold, Duration limit) {
    boolean entered = false;
    hold.waits(mode);
    try {
      if (!pauseAndTry(mode)) {
        require(await(limit, deadline -> enter(mode, deadline)), hold, limit);
      }
      entered = true;
    } finally {
      if (!entered) {
        hold.abandon();
      }
    }
    hold.holds(mode, clock.millis());
  }

  private boolean pauseAndTry(Mode mode) {
    Spin spin = new Spin(Spin.PAUSE_ROUNDS);
    boolean entered = false;
    while (!entered && spin.once()) {
      entered =
          switch (mode) {
            case READ -> lock.tryRead();
            case UPGRADABLE -> lock.tryUpgradable();
            case WRITE -> lock.tryWrite();
          };
    }
    return entered;
  }

  private Outcome enter(Mode mode, long deadline) {
    return switch (mode) {
      case READ -> lock.read(deadline);
      case UPGRADABLE -> lock.upgradable(deadline);
      case WRITE -> lock.write(deadline);
    };
  }

  /** Makes the upgradable reader the writer; it is the upgradable reader still if that fails. */
  void upgrade(Hold hold, Duration limit) {
    if (hold.mode() == Mode.WRITE) {
      throw refused(Reason.NESTED, hold.label(), hold, "has upgraded it already");
    }
    long since = hold.sinceMillis();
    boolean upgraded = false;
    hold.waits(Mode.WRITE);
    try {
      require(await(limit, lock::upgrade), hold, limit);
      upgraded = true;
    } finally {
      if (!upgraded) {
        hold.holds(Mode.UPGRADABLE, since);
      }
    }
    long now = clock.millis();
    hold.holds(Mode.WRITE, now);
    ledger.folded(true, 1);
    ledger.written(hold.thread(), hold.label(), now);
  }

  /** Makes the writer a reader, plain or upgradable. */
  void becomes(Mode mode, Hold hold) {
    long now = clock.millis();
    long millis = now - hold.sinceMillis();
    if (millis > 0) {
      ledger.heldFor(millis);
    }
    try {
      switch (mode) {
        case READ -> lock.downgrade();
        case UPGRADABLE -> lock.downgradeToUpgradable();
        case WRITE -> throw new IllegalArgumentException("a writer stays one");
      }
    } catch (LockException e) {
      throw corrupt(e);
    } finally {
      hold.holds(mode, now);
    }
  }

  /** One of the ways to wait for the word. */
  private interface Step {
    Outcome until(long deadline);
  }

  private Outcome await(Duration limit, Step step) {
    long start = System.nanoTime();
    try {
      return step.until(start + TimeUnit.NANOSECONDS.convert(limit));
    } catch (LockException e) {
      throw corrupt(e);
    } finally {
      ledger.waitedFor(System.nanoTime() - start);
    }
  }

  private void require(Outcome outcome, Hold hold, Duration limit) {
    switch (outcome) {
      case ACQUIRED -> {}
      case TIMED_OUT -> {
        ledger.timedOut();
        throw notFree(Reason.TIMED_OUT, hold, "within " + limit.toMillis() + " ms");
      }
      case INTERRUPTED -> {
        Thread.currentThread().interrupt();
        throw notFree(Reason.INTERRUPTED, hold, "before an interrupt");
      }
    }
  }

  private LockException notFree(Reason reason, Hold hold, String when) {
    return new LockException(
        reason,
        "lock '%s' not free for \"%s\" %s: %s"
            .formatted(owner.name(), hold.label(), when, holders()));
  }

  /** Who keeps others out, for a message. */
  String holders() {
    List<LockStatus.Holder> inside = ledger.holders(owner);
    if (inside.isEmpty()) {
      return "word " + LockWord.hex(lock.word()) + ", held by nobody known";
    }
    return inside.stream().map(LockStatus.Holder::toString).collect(Collectors.joining(", "));
  }

  /** With the lock's name; and once on the log, loudly: nothing can repair it. */
  LockException corrupt(LockException found) {
    LockException named =
        new LockException(Reason.CORRUPT, "lock '" + owner.name() + "': " + found.getMessage());
    if (saidCorrupt.compareAndSet(false, true)) {
      LOG.error("{}; the node has to be replaced", named.getMessage(), named);
    }
    return named;
  }
}
