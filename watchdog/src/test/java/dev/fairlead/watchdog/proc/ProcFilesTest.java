package dev.fairlead.watchdog.proc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Texts as the kernel writes them, and as it never should. */
final class ProcFilesTest {
  private static final String AFTER_STATE =
      " 1 7 7 0 -1 4194560 9 8 7 6 120 34 5 4 20 0 31 0 567890 123456 789 18446744073709551615";

  @ParameterizedTest
  @ValueSource(strings = {"java", "", ") R 1", "a b", "((", "))", "line\nend", "\u00e9"})
  void nameInAStatLineMayContainAnything(String name) {
    assertEquals(
        new ProcStat('S', ProcessState.ALIVE, 1_540, 567_890),
        ProcStat.parse("7 (" + name + ") S" + AFTER_STATE));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "7", "7 (java", "7 (java)", "7 (java) ", "7 (java) S 1 7", ")"})
  void statLineThatIsNotCompleteIsOfNoProcess(String line) {
    assertEquals(ProcStat.NONE, ProcStat.parse(line));
  }

  @Test
  void statLineWithoutNumbersIsOfNoProcess() {
    assertEquals(ProcStat.NONE, ProcStat.parse("7 (java) S" + AFTER_STATE.replace("567890", "x")));
    assertEquals(ProcStat.NONE, ProcStat.parse("7 (java) S" + AFTER_STATE.replace("120", "-")));
  }

  @Test
  void onlyADebuggersStopIsTraced() {
    assertTrue(ProcStat.parse("7 (java) t" + AFTER_STATE).traced());
    assertFalse(ProcStat.parse("7 (java) T" + AFTER_STATE).traced());
    assertFalse(ProcStat.NONE.traced());
  }

  @ParameterizedTest
  @CsvSource({
    "R,ALIVE", "S,ALIVE", "D,ALIVE", "I,ALIVE", "?,ALIVE",
    "T,STOPPED", "t,STOPPED", "Z,GONE", "X,GONE", "x,GONE"
  })
  void zombiesAreGoneAndWhatIsUnknownLives(char letter, ProcessState state) {
    assertEquals(state, ProcessState.of(letter));
  }

  @Test
  void statusIsReadAndWhatIsMissingIsNotKnown() {
    assertEquals(
        new ProcStatus('t', 77, ProcessState.STOPPED),
        ProcStatus.parse("Name:\tjava\nState:\tt (tracing stop)\nTracerPid:\t77\n"));
    assertEquals(new ProcStatus('?', 0, ProcessState.ALIVE), ProcStatus.parse(""));
    assertEquals(ProcessState.GONE, ProcStatus.parse("State:\tZ (zombie)\nTracerPid:\t0").state());
    String killed = "State:\tR (running)\nTracerPid:\t0\nSigPnd:\t0000000000000100\n";
    assertEquals(ProcessState.ENDING, ProcStatus.parse(killed).state());
    assertEquals(ProcessState.ENDING, ProcStatus.parse(killed.replace("Sig", "Shd")).state());
    assertEquals(ProcessState.ALIVE, ProcStatus.parse(killed.replace("100", "200")).state());
  }
}
