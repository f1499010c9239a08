package dev.fairlead.watchdog;

import dev.fairlead.watchdog.ledger.WatchdogState;
import dev.fairlead.watchdog.ledger.WatchdogState.Watching;
import dev.fairlead.watchdog.process.Life;
import dev.fairlead.watchdog.succession.Succession;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What the watchdog says about itself: to its nodes in their ledgers, for their metrics. Used by
 * the supervising thread.
 */
final class Bulletin {
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final long pid = ProcessHandle.current().pid();
  private final long startMillis = System.currentTimeMillis();
  private long probesBefore;
  private @Nullable Life watched;
  private long worstNanos;
  private long worstAtNanos = System.nanoTime();

  /** Writes what holds now into every ledger there is. */
  void write(Succession succession, Charges charges, Outages outages) {
    Life life = life(charges);
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

  /** What a watchdog that died had counted. */
  void goOnFrom(long probes) {
    probesBefore += probes;
  }

  private static @Nullable Life life(Charges charges) {
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
