package dev.fairlead.catalog.lock;

import dev.fairlead.catalog.lock.LockException.Reason;
import java.time.Duration;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A reader-writer lock that is used only through closures, each with a label and a time limit, and
 * that can say at any time who is inside, who waits and who wrote last.
 *
 * <p>Readers enter together; a waiting writer keeps new readers out, so a thread must not enter
 * twice: it is refused, whatever the modes. Nothing that can wait belongs inside. Every wait ends
 * at its limit, or by an interrupt. Thread-safe; not for event loops.
 */
public final class LabelledLock {
  private final String name;
  private final int rank;
  private final CoarseClock clock;
  private final Ledger ledger;
  private final WordLock lock = new WordLock();
  private final Entrance entrance;

  LabelledLock(String name, int rank, CoarseClock clock) {
    this.name = name;
    this.rank = rank;
    this.clock = clock;
    this.ledger = new Ledger(clock);
    this.entrance = new Entrance(this, lock, ledger, clock);
  }

  /** What {@code show locks} calls it. */
  public String name() {
    return name;
  }

  /** A thread takes locks in ascending rank only. */
  public int rank() {
    return rank;
  }

  Ledger ledger() {
    return ledger;
  }

  /** The lock without labels, for drills and tests that break it. */
  WordLock bare() {
    return lock;
  }

  /**
   * Runs {@code body} together with other readers.
   *
   * @param label what it does, for operators
   * @param limit how long to wait at most to get in; how long it stays is up to {@code body}
   * @throws LockException if it did not get in; {@code body} did not run then
   */
  public <T> T read(String label, Duration limit, Supplier<T> body) {
    Hold hold = wants(Mode.READ, label);
    if (!lock.tryRead()) {
      entrance.enterSlowly(Mode.READ, hold, limit);
    }
    try {
      return body.get();
    } finally {
      leaveRead(hold);
    }
  }

  /** Runs {@code body} alone; otherwise as {@link #read}. */
  public <T> T write(String label, Duration limit, Supplier<T> body) {
    Hold hold = enterWrite(label, limit);
    try {
      return body.get();
    } finally {
      leaveWrite(hold);
    }
  }

  /** As {@link #write(String, Duration, Supplier)}, without a result. */
  public void write(String label, Duration limit, Runnable body) {
    Boolean _ =
        write(
            label,
            limit,
            () -> {
              body.run();
              return Boolean.TRUE;
            });
  }

  /**
   * Runs {@code write} alone, then {@code read} with its result together with other readers: nobody
   * writes in between. Otherwise as {@link #read}.
   */
  public <S, T> T writeThenRead(
      String label, Duration limit, Supplier<S> write, Function<S, T> read) {
    Hold hold = enterWrite(label, limit);
    try {
      S written = write.get();
      entrance.becomes(Mode.READ, hold);
      return read.apply(written);
    } finally {
      if (hold.mode() == Mode.READ) {
        leaveRead(hold);
      } else {
        leaveWrite(hold);
      }
    }
  }

  /**
   * Runs {@code body} together with readers, but with no writer and no other upgradable reader: it
   * may become the writer through what it is given. Otherwise as {@link #read}.
   */
  public <T> T upgradable(String label, Duration limit, Function<Upgradable, T> body) {
    Hold hold = wants(Mode.UPGRADABLE, label);
    if (!lock.tryUpgradable()) {
      entrance.enterSlowly(Mode.UPGRADABLE, hold, limit);
    }
    Upgradable inside = new Upgradable(entrance, hold);
    try {
      return body.apply(inside);
    } finally {
      inside.close();
      leaveUpgradable(hold);
    }
  }

  /** Enters and leaves as reader and as writer, and is not remembered as the one who wrote last. */
  void probe(Duration limit) {
    Boolean _ = read("probe", limit, () -> Boolean.TRUE);
    Hold hold = wants(Mode.WRITE, "probe");
    if (!lock.tryWrite()) {
      entrance.enterSlowly(Mode.WRITE, hold, limit);
    }
    leaveWrite(hold);
  }

  /** Why a probe did not get in, shortly. */
  String whyStuck(LockException refused) {
    return refused.reason() == Reason.CORRUPT
        ? String.valueOf(refused.getMessage())
        : entrance.holders();
  }

  /** The raw state word, zero while nobody is inside or waits. One load. */
  public long word() {
    return lock.word();
  }

  /** What it looks like now. Takes nothing, so it answers whatever state the lock is in. */
  public LockStatus status() {
    return status(false);
  }

  /**
   * As {@link #status()}.
   *
   * @param stacks whether to look at what the threads inside and waiting do; it stops each for a
   *     moment
   */
  public LockStatus status(boolean stacks) {
    return ledger.status(this, lock.word(), stacks);
  }

  /** Notes what this thread wants, unless it must not; from here to leaving, it is in the books. */
  private Hold wants(Mode mode, String label) {
    Hold first = HoldTable.mine();
    Hold hold = first.isFree() ? first : entrance.placeInside(first, label);
    hold.begin(this, label, mode, clock.millis());
    return hold;
  }

  private Hold enterWrite(String label, Duration limit) {
    Hold hold = wants(Mode.WRITE, label);
    if (!lock.tryWrite()) {
      entrance.enterSlowly(Mode.WRITE, hold, limit);
    }
    ledger.written(hold.thread(), label, hold.sinceMillis());
    return hold;
  }

  private void leaveRead(Hold hold) {
    try {
      lock.releaseRead();
    } catch (LockException e) {
      throw entrance.corrupt(e);
    } finally {
      left(hold);
    }
  }

  private void leaveUpgradable(Hold hold) {
    try {
      lock.releaseUpgradable();
    } catch (LockException e) {
      throw entrance.corrupt(e);
    } finally {
      left(hold);
    }
  }

  private void leaveWrite(Hold hold) {
    try {
      lock.releaseWrite();
    } catch (LockException e) {
      throw entrance.corrupt(e);
    } finally {
      left(hold);
    }
  }

  private void left(Hold hold) {
    long millis = clock.millis() - hold.sinceMillis();
    hold.end();
    if (millis > 0) {
      ledger.heldFor(millis);
    }
  }
}
