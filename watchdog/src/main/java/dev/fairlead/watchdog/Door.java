package dev.fairlead.watchdog;

import dev.fairlead.watchdog.process.Adoption;
import dev.fairlead.watchdog.process.FolderLock;
import dev.fairlead.watchdog.succession.Succession;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The look behind which everything begins: is this watchdog the only one, and is there an orphan?
 * Used by the supervising thread; the look itself is on a thread of its own, as an orphan may hang.
 */
final class Door {
  /** How long an orphan may take to say what it has, while this watchdog itself runs. */
  static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Mailbox mailbox;
  private final LongSupplier clock;
  private @Nullable FolderLock lock;
  private @Nullable Look underWay;

  /** A look at somebody who has not said yet what he has. */
  private record Look(Adoption asked, Vigil vigil) {}

  /**
   * Nobody has looked yet.
   *
   * @param clock {@link System#nanoTime}, but for tests
   */
  Door(Mailbox mailbox, LongSupplier clock) {
    this.mailbox = mailbox;
    this.clock = clock;
  }

  /** What came of it; runs on the supervising thread. */
  interface Visitor {
    /** Nobody is there, or an orphan is. */
    void found(Adoption.@Nullable Found orphan);

    /** An orphan is there that does not say what it has. */
    void mute(Adoption.MuteException orphan);

    /** Another watchdog is there, or an orphan that cannot be adopted. */
    void refused(String why);
  }

  /** Ends an orphan that hangs; then nobody is there. */
  void end(long pid, Visitor visitor) {
    Runnable gone = () -> mailbox.post(() -> visitor.found(null));
    ProcessHandle.of(pid)
        .ifPresentOrElse(
            orphan -> {
              orphan.destroyForcibly();
              var _ = orphan.onExit().thenRun(gone);
            },
            gone);
  }

  /** Looks. */
  void look(Path data, Visitor visitor) {
    try {
      lock = FolderLock.take(data);
    } catch (IOException taken) {
      visitor.refused(String.valueOf(taken.getMessage()));
      return;
    }
    Adoption asked = new Adoption(data);
    underWay = new Look(asked, new Vigil(PATIENCE, clock.getAsLong()));
    Thread.ofPlatform().daemon().name("look").start(() -> look(asked, visitor));
  }

  /** Ends a look that takes too long; called at each tick. */
  void mind() {
    if (underWay != null && underWay.vigil().over(clock.getAsLong())) {
      underWay.asked().giveUp();
    }
  }

  private void look(Adoption asked, Visitor visitor) {
    try {
      Adoption.Found found = asked.look(Succession.ORPHAN);
      mailbox.post(() -> {
        underWay = null;
        visitor.found(found);
      });
    } catch (Adoption.MuteException mute) {
      mailbox.post(() -> {
        underWay = null;
        visitor.mute(mute);
      });
    } catch (IOException | RuntimeException failed) {
      mailbox.post(() -> visitor.refused(String.valueOf(failed.getMessage())));
    }
  }

  /** Lets another watchdog in. */
  void close() {
    if (lock != null) {
      lock.close();
    }
  }
}
