package dev.fairlead.watchdog;

import dev.fairlead.watchdog.process.Configuration;
import dev.fairlead.watchdog.process.Hello;
import dev.fairlead.watchdog.process.Origin;
import dev.fairlead.watchdog.succession.Event;
import dev.fairlead.watchdog.succession.Succession;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Looks after files now and then: the configuration that has proved to work is kept, a spare that
 * was started from others than are there now is replaced.
 *
 * <p>Used by the supervising thread. The files themselves are read and written by a thread that may
 * stay behind when a disk hangs; there is one at most.
 */
final class Rounds {
  /** How often. */
  private static final Duration PAUSE = Duration.ofSeconds(5);

  /** How long a node works before its configuration counts as one that works. */
  private static final Duration PROVEN = Duration.ofSeconds(30);

  private final Journal journal;
  private final Mailbox mailbox;
  private final Charges charges;
  private final Succession succession;
  private final Consumer<Event> happened;
  private long lastNanos = System.nanoTime();
  private boolean under;
  private int outdated = -1;

  Rounds(
      Journal journal,
      Mailbox mailbox,
      Charges charges,
      Succession succession,
      Consumer<Event> happened) {
    this.journal = journal;
    this.mailbox = mailbox;
    this.charges = charges;
    this.succession = succession;
    this.happened = happened;
  }

  /** Makes one when it is time and the last one is over. */
  void make() {
    long now = System.nanoTime();
    if (!under && now - lastNanos >= PAUSE.toNanos()) {
      lastNanos = now;
      under = true;
      Charge proven = provenOwner(now);
      Thread.ofPlatform().daemon().name("files").start(() -> look(proven));
    }
  }

  /** The owner, if its configuration has proved to work and is not kept yet. */
  private @Nullable Charge provenOwner(long now) {
    Charge owner = charges.get(succession.ownerId());
    boolean proven =
        owner != null
            && owner.hello != null
            && owner.owningSinceNanos != null
            && now - owner.owningSinceNanos >= PROVEN.toNanos()
            && charges.configuration().worthKeeping(owner.configuration);
    return proven ? owner : null;
  }

  private void look(@Nullable Charge proven) {
    Configuration.Choice kept = null;
    if (proven != null) {
      kept = keep(proven);
    }
    Origin there = Origin.of(charges.command());
    Configuration.Choice written = kept;
    mailbox.post(() -> {
      under = false;
      if (written != null) {
        charges.configuration().kept(written);
      }
      compare(there);
    });
  }

  private Configuration.@Nullable Choice keep(Charge proven) {
    Hello hello = proven.hello;
    try {
      if (hello != null) {
        Configuration.write(proven.configuration, hello.data());
      }
      return proven.configuration;
    } catch (IOException notKept) {
      journal.warn("the configuration that works is not kept: " + notKept.getMessage());
      return null;
    }
  }

  /** Twice a difference: a binary that is just being installed is not complete yet. */
  private void compare(Origin there) {
    int spare = succession.spareId();
    Charge charge = charges.get(spare);
    boolean different = charge != null && !charge.origin.equals(there);
    if (different && outdated == spare) {
      happened.accept(new Event.Outdated(spare));
    }
    outdated = different ? spare : -1;
  }
}
