package dev.fairlead.stress.bench.watchdog;

import dev.fairlead.stress.node.Incident;
import dev.fairlead.stress.node.Launch;
import dev.fairlead.stress.node.OwnProcesses;
import dev.fairlead.stress.node.Place;
import dev.fairlead.stress.node.SupervisedNode;
import dev.fairlead.stress.traffic.Rate;
import dev.fairlead.stress.traffic.ServingNode;
import dev.fairlead.stress.traffic.Traffic;
import dev.fairlead.stress.traffic.Visit;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * One fault: a fresh supervised node under load, broken at a random moment and watched until it
 * works again. Fresh, so that no round is slowed by the back-off of the rounds before it.
 *
 * <p>Immutable.
 *
 * @param fault what breaks
 * @param spare whether the watchdog keeps a warm process
 * @param delay from the begin of the load to the fault
 */
record Round(Fault fault, boolean spare, Duration delay) {
  /** How long a round may take to recover; generous, so that the figure says what is wrong. */
  private static final Duration RECOVERY = Duration.ofSeconds(60);

  /** Load goes on so long after the node works again. */
  private static final Duration AFTER = Duration.ofMillis(700);

  /** Runs it in a place of its own. */
  Result run(Place place, Launch launch) throws IOException {
    String more = spare ? "" : "[watchdog]\nspare = false\n";
    try (ServingNode serving = ServingNode.start(place, more, launch)) {
      if (spare) {
        serving.node().awaitSpare();
      }
      return measure(serving);
    }
  }

  private Result measure(ServingNode serving) throws IOException {
    SupervisedNode node = serving.node();
    Queue<Visit> visits = new ConcurrentLinkedQueue<>();
    long victim = node.pid();
    Writes writes = new Writes(node.api());
    Traffic traffic = serving.load(Rate.USUAL, visits::add);
    long fault;
    Instant when;
    try (writes;
        traffic) {
      LockSupport.parkNanos(delay.toNanos());
      when = Instant.now();
      fault = System.nanoTime();
      fault().strike(node, victim);
      boolean recovered =
          SupervisedNode.awaitWithin(
              RECOVERY, () -> !node.processes().isOurs(victim) && node.ping() >= 0);
      if (!recovered) {
        throw new IOException("no recovery from " + fault().word() + ":\n" + node.lastLines(60));
      }
      LockSupport.parkNanos(AFTER.toNanos());
    }
    Incident incident = closed(node, when);
    return new Result(
        incident.verdict(),
        incident.verdictMillis(when),
        Outage.of(fault, visits),
        incident.evidenceProblem(),
        writes.acknowledged(),
        writes.lost().size(),
        OwnProcesses.residentMebibytes(node.watchdogPid()));
  }

  /** Evidence may be collected still when the node works again. */
  private static Incident closed(SupervisedNode node, Instant fault) throws IOException {
    AtomicReference<@Nullable Incident> found = new AtomicReference<>();
    node.await(
        "the journal's last line on the incident",
        () -> {
          found.set(Incident.closedSince(node.journal(), fault).orElse(null));
          return found.get() != null;
        });
    return Objects.requireNonNull(found.get());
  }

  /**
   * What was measured.
   *
   * <p>Immutable.
   *
   * @param verdict the watchdog's word for it
   * @param verdictMillis from the fault to the watchdog's first word of it
   * @param outage what clients saw
   * @param evidenceProblem what is missing from the evidence; empty if it is complete
   * @param acknowledged rows that were acknowledged
   * @param lost those of them that are not there
   * @param watchdogMebibytes the watchdog's resident set
   */
  record Result(
      String verdict,
      double verdictMillis,
      Outage outage,
      String evidenceProblem,
      int acknowledged,
      int lost,
      double watchdogMebibytes) {}
}
