package dev.fairlead.stress;

import dev.fairlead.stress.Finding.Verdict;
import dev.fairlead.stress.JcstressRun.Forbidden;
import dev.fairlead.stress.JcstressRun.Sampled;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Says what a run of jcstress is worth. Pure.
 *
 * <p>The name of a test says what it must do: {@code Broken…} is caught, all others hold; {@code
 * Of…} is a lock of the JDK, for comparison.
 */
final class Judge {
  private Judge() {}

  static boolean isBroken(String test) {
    return simpleName(test).startsWith("Broken");
  }

  static boolean isComparison(String test) {
    return simpleName(test).startsWith("Of");
  }

  private static String simpleName(String test) {
    return test.substring(test.lastIndexOf('.') + 1);
  }

  /** One finding for each test that must hold, and one if the run as a whole went wrong. */
  static List<Finding> right(List<String> expected, JcstressRun run) {
    List<Finding> findings = new ArrayList<>();
    for (String test : expected) {
      Sampled sampled = run.tests().get(test);
      String wrong = wrong(sampled);
      findings.add(
          wrong.isEmpty() && sampled != null
              ? new Finding(
                  Verdict.HELD,
                  lesson(test),
                  "%,d samples, nothing forbidden".formatted(sampled.samples()))
              : new Finding(Verdict.FAILED, lesson(test), wrong));
    }
    findings.addAll(asAWhole(expected, run));
    return findings;
  }

  /** What is wrong with a test that should hold; empty if nothing is. */
  private static String wrong(@Nullable Sampled sampled) {
    if (sampled == null || sampled.samples() == 0) {
      return "did not run";
    }
    if (!sampled.trouble().isEmpty()) {
      return sampled.trouble();
    }
    return sampled.forbidden().isEmpty() ? "" : seen(sampled);
  }

  private static List<Finding> asAWhole(List<String> expected, JcstressRun run) {
    List<Finding> findings = new ArrayList<>();
    if (run.planned() < expected.size() || run.ran() != run.planned()) {
      String text =
          "%d tests expected, %d runs planned, %d made"
              .formatted(expected.size(), run.planned(), run.ran());
      findings.add(new Finding(Verdict.FAILED, "the run", text));
    }
    if (run.code() != 0) {
      findings.add(
          new Finding(
              Verdict.FAILED,
              "the run",
              "jcstress ended with " + run.code() + ", see jcstress.log"));
    }
    return findings;
  }

  /** One finding for each test that must be caught. */
  static List<Finding> broken(List<String> expected, JcstressRun run) {
    List<Finding> findings = new ArrayList<>();
    for (String test : expected) {
      Sampled sampled = run.tests().get(test);
      if (sampled == null || sampled.samples() == 0) {
        findings.add(new Finding(Verdict.FAILED, lesson(test), "did not run"));
      } else if (sampled.forbidden().isEmpty()) {
        String text =
            "NOT caught in %,d samples %s".formatted(sampled.samples(), sampled.trouble());
        findings.add(new Finding(Verdict.FAILED, lesson(test), text.strip()));
      } else {
        findings.add(new Finding(Verdict.CAUGHT, lesson(test), seen(sampled)));
      }
    }
    return findings;
  }

  /** Such as {@code 0xFF…FE: locked for ever (false, -2), 10 of 37,677 samples}. */
  private static String seen(Sampled sampled) {
    List<String> outcomes = new ArrayList<>();
    for (Forbidden forbidden : sampled.forbidden()) {
      outcomes.add(
          "%s (%s), %,d of %,d samples"
              .formatted(
                  forbidden.means(), forbidden.outcome(), forbidden.count(), sampled.samples()));
    }
    return String.join("; ", outcomes);
  }

  /** The test without its package. */
  private static String lesson(String test) {
    return test.substring(Math.max(0, test.indexOf("Lesson")));
  }
}
