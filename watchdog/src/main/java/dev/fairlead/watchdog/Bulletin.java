package dev.fairlead.watchdog;

import dev.fairlead.watchdog.ledger.WatchdogState;
import dev.fairlead.watchdog.ledger.WatchdogState.Watching;
import dev.fairlead.watchdog.process.Life;
import dev.fairlead.watchdog.socket.Notify;
import dev.fairlead.watchdog.succession.Succession;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What the watchdog says about itself: to its nodes in their ledgers, for their metrics, and to
 * systemd. Used by the supervising thread, so that both mean that this thread works.
 */
final class Bulletin {
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final Succession succession;
  private final Charges charges;
  private final Outages outages;
  private final Notify notify;
  private final long pid = ProcessHandle.current().pid();
  private final long startMillis = System.currentTimeMillis();
  private long probesBefore;
  private @Nullable Life watched;
  private long worstNanos;
  private long worstAtNanos = System.nanoTime();
  private long beatNanos = System.nanoTime();
  private String status = "";
  private boolean ready;

  Bulletin(Succession succession, Charges charges, Outages outages, Notify notify) {
    this.succession = succession;
    this.charges = charges;
    this.outages = outages;
    this.notify = notify;
  }

  /** Says what holds now. */
  void issue() {
    tellNodes();
    tellSystemd();
  }

  private void tellNodes() {
    Life life = life();
    Life.View view = life == null ? null : life.view();
    count(life);
    long now = System.nanoTime();
    Watching watching =
        new Watching(
            view == null ? "starting" : view.word(),
            succession.spare(),
            view == null ? 0 : view.deadlineNanos(),
            worst(view == null ? 0 : view.driftNanos(), now),
            succession.budgetLeft(now));
    long probes = probesBefore + (view == null ? 0 : view.probes());
    WatchdogState state = new WatchdogState(pid, startMillis, now, watching, outages.past(probes));
    charges.all().forEach(charge -> charge.process.ledger().watchdog().write(state));
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

  private @Nullable Life life() {
    return charges.all().stream()
        .map(charge -> charge.life)
        .filter(life -> life != null)
        .findFirst()
        .orElse(null);
  }

  /** The probes of a watch that is over stay counted. */
  private void count(@Nullable Life life) {
    if (watched != null && !watched.equals(life)) {
      probesBefore += watched.view().probes();
    }
    watched = life;
  }

  /** The worst of the last minute; an older one is forgotten at once, which is near enough. */
  private long worst(long drift, long now) {
    if (drift >= worstNanos || now - worstAtNanos > MINUTE.toNanos()) {
      worstNanos = drift;
      worstAtNanos = now;
    }
    return worstNanos;
  }
}
