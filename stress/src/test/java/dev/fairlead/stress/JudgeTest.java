package dev.fairlead.stress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.stress.Finding.Verdict;
import dev.fairlead.stress.JcstressRun.Forbidden;
import dev.fairlead.stress.JcstressRun.Sampled;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** jcstress ends well for reasons that prove nothing; none of them passes for a proof. */
final class JudgeTest {
  private static final String RIGHT = "dev.fairlead.stress.jcstress.Lesson01.Ours";
  private static final String BROKEN = "dev.fairlead.stress.jcstress.Lesson01.BrokenAncestor";
  private static final Sampled CLEAN = new Sampled(1_000, "", List.of());
  private static final Sampled DIRTY =
      new Sampled(1_000, "", List.of(new Forbidden("false, -2", 7, "locked for ever")));

  @Test
  void whatRanAndSawNothingForbiddenHolds() {
    assertEquals(
        List.of(new Finding(Verdict.HELD, "Lesson01.Ours", "1,000 samples, nothing forbidden")),
        Judge.right(List.of(RIGHT), run(0, 1, Map.of(RIGHT, CLEAN))));
  }

  @Test
  void aTestThatWasNotScheduledFails() {
    List<Finding> findings = Judge.right(List.of(RIGHT), run(0, 0, Map.of()));
    assertEquals("did not run", findings.get(0).text());
    assertEquals("1 tests expected, 0 runs planned, 0 made", findings.get(1).text());
    assertTrue(findings.stream().allMatch(found -> found.verdict() == Verdict.FAILED));
  }

  @Test
  void aTestMayRunInSeveralMachinesButEachPlannedOneMustRun() {
    Map<String, Sampled> tests = Map.of(RIGHT, CLEAN);
    assertEquals(1, Judge.right(List.of(RIGHT), new JcstressRun(0, 14, 14, tests)).size());
    assertEquals(
        "1 tests expected, 14 runs planned, 13 made",
        Judge.right(List.of(RIGHT), new JcstressRun(0, 14, 13, tests)).getLast().text());
  }

  @Test
  void aTestThatRanWithoutASampleFails() {
    Map<String, Sampled> tests = Map.of(RIGHT, new Sampled(0, "", List.of()));
    assertEquals(
        Verdict.FAILED, Judge.right(List.of(RIGHT), run(0, 1, tests)).getFirst().verdict());
  }

  @Test
  void aForbiddenOutcomeFailsAndIsNamed() {
    Finding finding = Judge.right(List.of(RIGHT), run(1, 1, Map.of(RIGHT, DIRTY))).getFirst();
    assertEquals(Verdict.FAILED, finding.verdict());
    assertEquals("locked for ever (false, -2), 7 of 1,000 samples", finding.text());
  }

  @Test
  void aTestThatBrokeFailsEvenWithoutAForbiddenOutcome() {
    Map<String, Sampled> tests = Map.of(RIGHT, new Sampled(9, "TEST ERROR", List.of()));
    assertEquals("TEST ERROR", Judge.right(List.of(RIGHT), run(1, 1, tests)).getFirst().text());
  }

  @Test
  void aBrokenLockIsCaughtByWhatItDid() {
    assertEquals(
        List.of(
            new Finding(
                Verdict.CAUGHT,
                "Lesson01.BrokenAncestor",
                "locked for ever (false, -2), 7 of 1,000 samples")),
        Judge.broken(List.of(BROKEN), run(1, 1, Map.of(BROKEN, DIRTY))));
  }

  @Test
  void aBrokenLockThatGotAwayFails() {
    Finding finding = Judge.broken(List.of(BROKEN), run(0, 1, Map.of(BROKEN, CLEAN))).getFirst();
    assertEquals(Verdict.FAILED, finding.verdict());
    assertEquals("NOT caught in 1,000 samples", finding.text());
    assertEquals(
        "did not run", Judge.broken(List.of(BROKEN), run(0, 0, Map.of())).getFirst().text());
  }

  @Test
  void theNameSaysWhatATestMustDo() {
    assertTrue(Judge.isBroken(BROKEN));
    assertFalse(Judge.isBroken(RIGHT));
    assertTrue(Judge.isComparison("dev.fairlead.stress.jcstress.Lesson01.OfStampedLock"));
  }

  private static JcstressRun run(int code, int planned, Map<String, Sampled> tests) {
    return new JcstressRun(code, planned, tests.size(), tests);
  }
}
