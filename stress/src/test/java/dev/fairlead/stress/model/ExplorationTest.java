package dev.fairlead.stress.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.stress.broken.Fault;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Every interleaving of a few threads: none hurts our lock, each fault shows. */
final class ExplorationTest {
  private static final Scenario TWO_READERS_ONE_WRITER = Scenarios.SMALL.get(0);
  private static final Scenario ONE_READER_TWO_WRITERS = Scenarios.SMALL.get(2);
  private static final Scenario UPGRADE = Scenarios.SMALL.get(4);

  @ParameterizedTest
  @FieldSource("dev.fairlead.stress.model.Scenarios#SMALL")
  void noInterleavingBreaksARule(Scenario scenario) {
    Explored explored = Exploration.of(scenario);
    System.out.println(scenario.name() + ": " + explored.summary());
    assertNull(explored.counterexample(), explored::drawing);
    assertTrue(explored.states() > 1_000, "hardly anything was explored");
  }

  @Test
  void aSubtractedFlagCorruptsTheWord() {
    Counterexample found = find(TWO_READERS_ONE_WRITER.with(Fault.SUBTRACTED_FLAG));
    assertEquals("the word is corrupt: 0xfffffffffffffffe", found.rule());
  }

  @Test
  void aSubtractedFlagLeavesAPhantomReaderAfterAnUpgrade() {
    Counterexample found = find(UPGRADE.with(Fault.SUBTRACTED_FLAG));
    assertEquals("the word is corrupt: 0x0000000000000012", found.rule());
  }

  @Test
  void aSkippedWriterSleepsForEver() {
    Counterexample found = find(ONE_READER_TWO_WRITERS.with(Fault.SKIPPED_WRITER));
    assertEquals("somebody sleeps for ever", found.rule());
  }

  @Test
  void theLastStepOfACounterexampleIsTheOneThatBreaksTheRule() {
    Counterexample found = find(TWO_READERS_ONE_WRITER.with(Fault.SUBTRACTED_FLAG));
    assertEquals(0xFFFF_FFFF_FFFF_FFFEL, found.path().getLast().word());
    assertEquals("adds what gives WRITER back", found.path().getLast().does());
  }

  private static Counterexample find(Scenario scenario) {
    Explored explored = Exploration.of(scenario);
    System.out.println(scenario.name() + ": " + explored.summary());
    System.out.println(explored.drawing());
    assertNotNull(explored.counterexample());
    return explored.counterexample();
  }
}
