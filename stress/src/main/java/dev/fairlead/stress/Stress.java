package dev.fairlead.stress;

import dev.fairlead.stress.Finding.Verdict;
import dev.fairlead.stress.Settings.Misused;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The program behind {@code fairlead stress}: gathers all evidence about the catalog's lock and
 * says what it is worth.
 *
 * <p>Ends with 0 if everything held and each broken lock was caught, with 1 if not, with 2 if it
 * was asked for something else.
 */
public final class Stress {
  private static final int DONE = 0;
  private static final int FAILED = 1;
  private static final int MISUSED = 2;

  /** Names of what the proofs write into the folder. */
  private static final String LEFT_BY_RUNS = "{index.html,jcstress-*,lincheck*,spin-*}";

  private final Settings settings;
  private final PrintStream out;
  private final List<Proof> proofs;

  private Stress(Settings settings, PrintStream out) {
    this.settings = settings;
    this.out = out;
    this.proofs =
        List.of(
            new ExplorationProof(settings),
            new PromelaProof(settings),
            new LincheckProof(settings),
            new JcstressProof(settings, out));
  }

  /** Runs; see {@link Settings#USAGE}. */
  public static void main(String[] args) throws IOException, InterruptedException {
    System.exit(run(List.of(args)));
  }

  private static int run(List<String> arguments) throws IOException, InterruptedException {
    try {
      return new Stress(Settings.of(arguments), System.out).run();
    } catch (Misused e) {
      System.err.println("fairlead: " + e.getMessage());
      return MISUSED;
    }
  }

  private int run() throws IOException, InterruptedException {
    clear(settings.folder());
    String title = "Fairlead stress, mode %s, on %s".formatted(settings.mode(), hardware());
    out.println(title);
    long start = System.nanoTime();
    Map<Proof, List<Finding>> findings = new LinkedHashMap<>();
    for (Proof proof : proofs) {
      out.println(proof.title());
      List<Finding> found = new ArrayList<>();
      proof.gather(finding -> {
        out.println(finding);
        found.add(finding);
      });
      findings.put(proof, found);
    }
    Path report = Report.write(settings.folder(), title, findings);
    return conclude(findings.values().stream().flatMap(List::stream).toList(), start, report);
  }

  private int conclude(List<Finding> findings, long start, Path report) {
    long failed = count(findings, Verdict.FAILED);
    long seen = count(findings, Verdict.HELD) + count(findings, Verdict.CAUGHT);
    out.printf(
        "%s: %d held, %d broken locks caught, %d failed, in %d s%n",
        failed == 0 && seen > 0 ? "PROVED" : "FAILED",
        count(findings, Verdict.HELD),
        count(findings, Verdict.CAUGHT),
        failed,
        (System.nanoTime() - start) / 1_000_000_000);
    if (seen == 0) {
      out.println("nothing was looked at: no proof has '" + settings.only() + "' in its name");
    }
    out.println("report: " + report);
    return failed == 0 && seen > 0 ? DONE : FAILED;
  }

  private static long count(List<Finding> findings, Verdict verdict) {
    return findings.stream().filter(finding -> finding.verdict() == verdict).count();
  }

  private static String hardware() {
    return "%d processors, %s, JDK %s"
        .formatted(
            Runtime.getRuntime().availableProcessors(),
            System.getProperty("os.arch"),
            Runtime.version());
  }

  /** Takes away what an earlier run left, and nothing else: so nothing old is read as new. */
  private static void clear(Path folder) throws IOException {
    Files.createDirectories(folder);
    try (DirectoryStream<Path> left = Files.newDirectoryStream(folder, LEFT_BY_RUNS)) {
      for (Path entry : left) {
        delete(entry);
      }
    }
  }

  private static void delete(Path entry) throws IOException {
    try (Stream<Path> files = Files.walk(entry)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
