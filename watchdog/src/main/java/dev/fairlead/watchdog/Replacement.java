package dev.fairlead.watchdog;

import dev.fairlead.watchdog.action.Announcement;
import dev.fairlead.watchdog.action.BackOff;
import dev.fairlead.watchdog.action.Ending;
import dev.fairlead.watchdog.action.Evidence;
import dev.fairlead.watchdog.action.Incident;
import dev.fairlead.watchdog.verdict.Verdict;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The end of one life: evidence first, then the process, then one log line that says what and why.
 *
 * @param journal where it is said
 * @param life the one that ends
 * @param verdict why
 */
record Replacement(Journal journal, Life life, Verdict verdict) {
  /** What the evidence may take when even the disk hangs. */
  private static final Duration EVIDENCE_PATIENCE = Evidence.TOTAL.plusMillis(400);

  /** Carries it out; the caller waits the pause and starts the next one. */
  void carryOut(BackOff backOff) throws InterruptedException {
    Instant when = Instant.now();
    long start = System.nanoTime();
    String evidence = evidence(when);
    boolean ended = Ending.end(life.process(), Ending.HUNG_GRACE);
    long millis = (System.nanoTime() - start) / 1_000_000;
    String pause = backOff.pause().isZero() ? "now" : "in " + backOff.pause().toSeconds() + " s";
    journal.warn(
        "node %d %s; evidence: %s; %s after %d ms; starting another %s"
            .formatted(
                life.process().pid(),
                verdict.brief(),
                evidence,
                ended ? "ended" : "NOT ended even by SIGKILL",
                millis,
                pause));
  }

  private String evidence(Instant when) throws InterruptedException {
    Announcement node = life.announcement();
    if (node == null) {
      return "none, the node never said where its data is";
    }
    if (!life.process().alive()) {
      life.process().awaitOutput(Life.LAST_OUTPUT);
    }
    Incident incident = new Incident(when, verdict, life.pulses(), life.process(), node);
    try {
      return collect(incident).get(EVIDENCE_PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException diskHangs) {
      return "not complete, the disk took too long";
    } catch (ExecutionException failed) {
      return "none, " + failed.getCause();
    }
  }

  /** On a thread of its own, which may stay behind when the disk hangs. */
  private static CompletableFuture<String> collect(Incident incident) {
    CompletableFuture<String> folder = new CompletableFuture<>();
    Thread.ofPlatform()
        .daemon()
        .name("evidence")
        .start(() -> {
          try {
            folder.complete(Evidence.collect(incident).toString());
          } catch (IOException | InterruptedException | RuntimeException failed) {
            folder.completeExceptionally(failed);
          }
        });
    return folder;
  }
}
