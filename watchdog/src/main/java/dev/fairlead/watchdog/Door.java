package dev.fairlead.watchdog;

import dev.fairlead.watchdog.process.Adoption;
import dev.fairlead.watchdog.process.FolderLock;
import dev.fairlead.watchdog.succession.Succession;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The look behind which everything begins: is this watchdog the only one, and is there an orphan?
 * Used by the supervising thread; the look itself is on a thread of its own, as an orphan may hang.
 */
final class Door {
  /** How long an orphan may take to say what it has. */
  static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Mailbox mailbox;
  private @Nullable FolderLock lock;
  private @Nullable Adoption adoption;
  private long lookNanos;

  Door(Mailbox mailbox) {
    this.mailbox = mailbox;
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
    adoption = asked;
    lookNanos = System.nanoTime();
    Thread.ofPlatform().daemon().name("look").start(() -> look(asked, visitor));
  }

  /** Ends a look that takes too long; called now and then. */
  void mind() {
    if (adoption != null && System.nanoTime() - lookNanos > PATIENCE.toNanos()) {
      adoption.giveUp();
    }
  }

  private void look(Adoption asked, Visitor visitor) {
    try {
      Adoption.Found found = asked.look(Succession.ORPHAN);
      mailbox.post(() -> {
        adoption = null;
        visitor.found(found);
      });
    } catch (Adoption.MuteException mute) {
      mailbox.post(() -> {
        adoption = null;
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
