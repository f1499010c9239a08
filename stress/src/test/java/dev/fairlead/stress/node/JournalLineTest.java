package dev.fairlead.stress.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is read of the watchdog's journal. */
final class JournalLineTest {
  @Test
  void factsAreReadFromTheStory() {
    JournalLine line =
        JournalLine.parse(
            "2026-11-22T03:12:26.491Z watchdog WARN  node 12 is stuck verdict=stuck decided_ms=512");
    assertEquals(Instant.parse("2026-11-22T03:12:26.491Z"), line.at());
    assertEquals("WARN", line.level());
    assertEquals(Map.of("verdict", "stuck", "decided_ms", "512"), line.facts());
    assertEquals("", line.fact("evidence"));
  }

  @Test
  void linesOfTheNodeAreNotTheWatchdogs() {
    assertNull(JournalLine.parse("03:12:26.491 [main] INFO Node -- node here-1 serves"));
    assertNull(JournalLine.parse("yesterday watchdog INFO something"));
  }
}
