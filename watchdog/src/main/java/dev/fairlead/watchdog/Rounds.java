package dev.fairlead.watchdog;

import dev.fairlead.watchdog.socket.Notify;
import dev.fairlead.watchdog.succession.Event;
import dev.fairlead.watchdog.succession.Succession;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * What is looked after now and then: what the watchdog says about itself, the configuration that
 * works, a spare of yesterday. Used by the supervising thread.
 */
final class Rounds {
  /** How often files are looked at. */
  private static final Duration LOOK = Duration.ofSeconds(5);

  /** How long a node works before its configuration counts as one that works. */
  private static final Duration PROVEN = Duration.ofSeconds(30);

  private final Journal journal;
  private final Charges charges;
  private final Outages outages;
  private final Succession succession;
  private final Notify notify;
  private final Bulletin bulletin = new Bulletin();
  private long lookedNanos = System.nanoTime();
  private long beatNanos = System.nanoTime();
  private String status = "";
  private boolean ready;
  private int kept = -1;
  private int outdated = -1;

  Rounds(Journal journal, Charges charges, Outages outages, Succession succession, Notify notify) {
    this.journal = journal;
    this.charges = charges;
    this.outages = outages;
    this.succession = succession;
    this.notify = notify;
  }

  /** Makes one round. */
  void make(Consumer<Event> happened) {
    bulletin.write(succession, charges, outages);
    tellSystemd();
    long now = System.nanoTime();
    if (now - lookedNanos >= LOOK.toNanos()) {
      lookedNanos = now;
      keepConfiguration(now);
      lookAtSpare(happened);
    }
  }

  private void tellSystemd() {
    long now = System.nanoTime();
    Duration interval = notify.beatInterval().orElse(null);
    if (interval != null && now - beatNanos >= interval.toNanos()) {
      beatNanos = now;
      notify.beat();
    }
    int owner = succession.ownerId();
    String text =
        owner < 0
            ? "no whole node works"
            : "node %d works, spare: %s".formatted(charges.pid(owner), succession.spare());
    if (owner >= 0 && !ready) {
      ready = true;
      notify.ready(text);
    } else if (!text.equals(status)) {
      notify.status(text);
    }
    status = text;
  }

  private void keepConfiguration(long now) {
    int owner = succession.ownerId();
    Charge charge = charges.get(owner);
    if (charge == null || owner == kept || charge.owningSinceNanos == null) {
      return;
    }
    if (now - charge.owningSinceNanos >= PROVEN.toNanos()) {
      kept = owner;
      try {
        charges.keepConfiguration(charge);
      } catch (IOException notKept) {
        journal.warn("the configuration that works is not kept: " + notKept.getMessage());
      }
    }
  }

  /** Twice the same difference: a binary that is being installed is not complete yet. */
  private void lookAtSpare(Consumer<Event> happened) {
    int spare = succession.spareId();
    Charge charge = charges.get(spare);
    boolean different = charge != null && charges.outdated(charge);
    if (different && outdated == spare) {
      happened.accept(new Event.Outdated(spare));
    }
    outdated = different ? spare : -1;
  }
}
