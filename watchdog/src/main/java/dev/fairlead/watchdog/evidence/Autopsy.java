package dev.fairlead.watchdog.evidence;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Saves what is needed to find the cause of an incident, in two parts: while the process is there,
 * and after its end.
 *
 * <pre>
 *   begin ──examine, at most LIMIT──► examined ──(the caller ends it)── ended ──► concluded
 * </pre>
 *
 * <p>What needs no help of the process comes first. Looking and writing are two threads, both of
 * which may be left behind: a disk that hangs costs evidence, never the replacement. Thread-safe.
 */
public final class Autopsy {
  /** For all that is examined before the process may be ended. */
  public static final Duration LIMIT = Duration.ofMillis(500);

  /** For what is done after its end. */
  public static final Duration CONCLUSION = Duration.ofSeconds(5);

  /** How long an examined process is waited for; nobody waits so long to end one. */
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final Victim victim;
  private final FolderWriter disk;
  private final Examiner examiner;
  private final CompletableFuture<Void> examined = new CompletableFuture<>();
  private final CompletableFuture<List<String>> ended = new CompletableFuture<>();
  private final CompletableFuture<Manifest> concluded = new CompletableFuture<>();

  private Autopsy(Victim victim, Budget budget) {
    this.victim = victim;
    this.disk = new FolderWriter(new EvidenceFolders(victim.data().resolve("evidence")), victim);
    this.examiner = new Examiner(victim, budget);
  }

  /** Begins at once, on threads of its own. */
  public static Autopsy begin(Victim victim) {
    return begin(victim, Budget.USUAL);
  }

  /** With limits of the caller. */
  static Autopsy begin(Victim victim, Budget budget) {
    Autopsy autopsy = new Autopsy(victim, budget);
    autopsy.examined.completeOnTimeout(null, budget.total().toMillis(), TimeUnit.MILLISECONDS);
    Thread.ofPlatform().daemon().name("evidence").start(autopsy::run);
    return autopsy;
  }

  /** Completes when the process may be ended, at the latest after {@link #LIMIT}. */
  public CompletableFuture<Void> examined() {
    return examined.copy();
  }

  /**
   * Tells that the process has ended.
   *
   * @param done what was done about it, sentences for the summary
   */
  public void ended(List<String> done) {
    if (ended.complete(List.copyOf(done))) {
      Map<String, String> late =
          Map.of("all", "not written within " + CONCLUSION.toSeconds() + " s");
      concluded.completeOnTimeout(
          new Manifest(disk.folder(), late), CONCLUSION.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  /** Completes at the latest {@link #CONCLUSION} after {@link #ended}, never exceptionally. */
  public CompletableFuture<Manifest> concluded() {
    return concluded.copy();
  }

  private void run() {
    Map<String, String> missing = new LinkedHashMap<>();
    try {
      examiner.examine();
    } catch (RuntimeException broken) {
      missing.put("examination", broken.toString());
    }
    examined.complete(null);
    examiner.write(disk);
    try {
      List<String> done = ended.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      new Remains(victim).save(disk);
      await(disk.drained(), missing);
      conclude(done, missing);
      await(disk.drained(), missing);
    } catch (InterruptedException | ExecutionException | TimeoutException never) {
      missing.put("conclusion", "the process did not end within " + PATIENCE.toMinutes() + " min");
    }
    missing.putAll(disk.failed());
    concluded.complete(new Manifest(disk.folder(), missing));
    disk.close();
  }

  private static void await(CompletableFuture<Void> drained, Map<String, String> missing)
      throws InterruptedException {
    try {
      drained.get(CONCLUSION.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException hangs) {
      missing.put("disk", "takes nothing");
    }
  }

  private void conclude(List<String> done, Map<String, String> missing) {
    missing.putAll(examiner.missing());
    missing.putAll(disk.failed());
    Manifest manifest = new Manifest(disk.folder(), missing);
    disk.put("summary.md", Summary.of(victim, examiner.findings(), done, manifest.text()));
    disk.put("manifest.txt", List.of(manifest.text()));
  }
}
