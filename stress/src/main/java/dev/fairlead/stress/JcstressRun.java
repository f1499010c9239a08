package dev.fairlead.stress;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.infra.Status;
import org.openjdk.jcstress.infra.collectors.DiskReadCollector;
import org.openjdk.jcstress.infra.collectors.InProcessCollector;
import org.openjdk.jcstress.infra.collectors.TestResult;
import org.openjdk.jcstress.infra.grading.GradingResult;
import org.openjdk.jcstress.infra.grading.ReportUtils;

/**
 * What one run of jcstress left behind.
 *
 * <p>Immutable.
 *
 * @param code its exit code: 1 if anything was forbidden, or broke; 0 also if nothing ran
 * @param planned how many runs of tests it said there would be; more than tests, if each runs in
 *     several JVMs
 * @param ran how many there were
 * @param tests what it says about each, by name
 */
record JcstressRun(int code, int planned, int ran, Map<String, Sampled> tests) {
  /**
   * What one test saw.
   *
   * @param samples how often it ran
   * @param trouble what went wrong apart from outcomes; empty if nothing did
   * @param forbidden the forbidden outcomes that were seen
   */
  record Sampled(long samples, String trouble, List<Forbidden> forbidden) {
    /** Adds what the same test saw in another JVM. */
    Sampled and(Sampled other) {
      List<Forbidden> both = new ArrayList<>(forbidden);
      both.addAll(other.forbidden());
      String troubles = trouble.isEmpty() ? other.trouble() : trouble;
      return new Sampled(samples + other.samples(), troubles, both);
    }
  }

  /**
   * An outcome that must not be.
   *
   * @param outcome the results, such as {@code false, -2}
   * @param count how often it was seen
   * @param means what it means
   */
  record Forbidden(String outcome, long count, String means) {}

  /** Copies. */
  JcstressRun {
    tests = Map.copyOf(tests);
  }

  /** Reads the result file in {@code folder}; without one, nothing was looked at. */
  static JcstressRun read(Path folder, int code, int planned) throws IOException {
    Map<String, Sampled> tests = new HashMap<>();
    int ran = 0;
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "jcstress-results-*.gz")) {
      for (Path file : files) {
        for (TestResult result : results(file)) {
          ran++;
          tests.merge(result.getName(), sampled(result), Sampled::and);
        }
      }
    }
    return new JcstressRun(code, planned, ran, tests);
  }

  private static Collection<TestResult> results(Path file) throws IOException {
    InProcessCollector collected = new InProcessCollector();
    DiskReadCollector reader = new DiskReadCollector(file.toString(), collected);
    try {
      reader.dump();
    } catch (ClassNotFoundException e) {
      throw new IOException(file + " is not of this jcstress", e);
    } finally {
      reader.close();
    }
    return collected.getTestResults();
  }

  private static Sampled sampled(TestResult result) {
    List<Forbidden> forbidden = new ArrayList<>();
    for (GradingResult grade : result.grading().gradingResults.values()) {
      if (grade.expect == Expect.FORBIDDEN && grade.count > 0) {
        forbidden.add(new Forbidden(grade.id, grade.count, grade.description));
      }
    }
    boolean ran = result.status() == Status.NORMAL;
    String trouble = ran ? "" : ReportUtils.statusToLabel(result) + " " + result.getMessages();
    return new Sampled(result.getTotalCount(), trouble, forbidden);
  }

  /** Whether {@code test} saw anything forbidden. */
  boolean isForbiddenSeen(String test) {
    Sampled sampled = tests.get(test);
    return sampled != null && !sampled.forbidden().isEmpty();
  }
}
