package dev.fairlead.watchdog;

import dev.fairlead.watchdog.evidence.Autopsy;
import dev.fairlead.watchdog.evidence.Manifest;
import dev.fairlead.watchdog.evidence.Victim;
import dev.fairlead.watchdog.ledger.WatchdogState.Past;
import dev.fairlead.watchdog.process.Hello;
import dev.fairlead.watchdog.process.Life;
import dev.fairlead.watchdog.verdict.Verdict;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The incidents: what is said of each, its evidence, and what is counted. Used by the supervising
 * thread.
 *
 * <pre>
 *   opened ─► (serving) ─► examined ─► ended ─► owning ──┐
 *                └► evidence ─────────► concluded ───────┴─► closed
 * </pre>
 *
 * <p>One is under way at a time; when a successor fails too, the next one begins and the one before
 * is closed as it is.
 */
final class Outages {
  private final Journal journal;
  private final Mailbox mailbox;
  private final IncidentIds ids = new IncidentIds();
  private final Map<String, Long> restarts = new HashMap<>();
  private @Nullable Outage current;
  private @Nullable Autopsy autopsy;
  private @Nullable Manifest manifest;
  private boolean announced;
  private long lastMillis;
  private String lastId = "";
  private long complete;
  private long incomplete;

  Outages(Journal journal, Mailbox mailbox) {
    this.journal = journal;
    this.mailbox = mailbox;
  }

  /** What was counted by a watchdog that died. */
  void goOnFrom(Past past) {
    restarts.putAll(past.restarts());
    lastId = past.lastIncident();
    lastMillis = past.lastIncidentMillis();
    complete = past.evidenceComplete();
    incomplete = past.evidenceIncomplete();
  }

  /** The counts so far, with the probes that somebody else counts. */
  Past past(long probes) {
    return new Past(probes, restarts, lastId, lastMillis, complete, incomplete);
  }

  /** The id of the incident under way; empty for none. */
  String underWay() {
    return current == null ? "" : current.id();
  }

  /** A process failed as the owner. */
  void open(Life.Report report, long victim) {
    close("its successor failed as well");
    lastMillis = System.currentTimeMillis();
    lastId = ids.next(lastMillis);
    restarts.merge(report.verdict().word(), 1L, Long::sum);
    current = new Outage(lastId, report, victim);
    manifest = null;
    autopsy = null;
    announced = false;
  }

  void succeededBy(long pid) {
    if (current != null) {
      current.succeededBy(pid);
    }
  }

  /** Says what is known when everybody has been told what to do. */
  void announce() {
    if (current != null && !announced) {
      announced = true;
      journal.warn(
          "incident %s opened: node %d %s %s"
              .formatted(
                  current.id(),
                  current.victim(),
                  current.report().verdict().brief(),
                  current.opening()));
    }
  }

  /**
   * Takes the evidence of the process that failed.
   *
   * @param charge it, alive or ended
   * @param hello what it, or one before it, said about where things are; null when none did
   * @param examined runs when it may be killed, on the supervising thread
   */
  void examine(Charge charge, @Nullable Hello hello, Runnable examined) {
    Outage outage = current;
    if (outage == null || hello == null) {
      examined.run();
      return;
    }
    Life.Report report = outage.report();
    boolean ended = report.verdict() instanceof Verdict.Gone;
    Autopsy begun =
        Autopsy.begin(
            new Victim(
                outage.id(),
                Instant.ofEpochMilli(lastMillis),
                report.verdict().word(),
                report.verdict().text(),
                report.pulses(),
                charge.pid(),
                ended,
                charge.process.ledger().nodeReader(),
                hello.control(),
                hello.data()));
    autopsy = begun;
    onCompletion(begun, outage, examined);
    if (ended && outage.killed()) {
      begun.ended(outage.done());
    }
  }

  private void onCompletion(Autopsy begun, Outage outage, Runnable examined) {
    var _ = begun.examined().whenComplete((nothing, failed) -> mailbox.post(examined));
    Consumer<Manifest> conclude = done -> mailbox.post(() -> concluded(outage, done));
    var _ = begun.concluded().thenAccept(conclude);
  }

  /** A process accepts. */
  void serving(long pid) {
    if (current != null) {
      current.serving(pid);
    }
  }

  /** A process is no more; whether it is the one that failed. */
  boolean ended(long pid) {
    Outage outage = current;
    boolean victim = outage != null && outage.victim() == pid;
    if (outage != null && victim && outage.killed() && autopsy != null) {
      autopsy.ended(outage.done());
    }
    return victim;
  }

  /** A whole node works; the incident it ends, null when there was none. */
  @Nullable Outage owning(long pid) {
    Outage outage = current;
    if (outage != null && !outage.over()) {
      outage.owning(pid);
      return outage;
    }
    return null;
  }

  private void concluded(Outage outage, Manifest done) {
    complete += done.complete() ? 1 : 0;
    incomplete += done.complete() ? 0 : 1;
    if (outage.equals(current)) {
      manifest = done;
      closeWhenAllIsKnown();
    } else {
      journal.info("incident " + outage.id() + " evidence: " + done.folder() + ", " + done.text());
    }
  }

  /** Closes the incident under way when a whole node works and the evidence is complete. */
  void closeWhenAllIsKnown() {
    if (current != null && current.over() && (manifest != null || autopsy == null)) {
      close("evidence " + (manifest == null ? "none: it never said where" : manifest.text()));
    }
  }

  private void close(String how) {
    if (current == null) {
      return;
    }
    Manifest known = manifest;
    journal.info(
        "incident %s closed: %s %s evidence=%s complete=%s"
            .formatted(
                current.id(),
                how,
                current.facts(),
                known == null ? "" : known.folder().toString().replace(" ", "%20"),
                known != null && known.complete()));
    current = null;
    autopsy = null;
    manifest = null;
  }
}
