package dev.fairlead.stress.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An incident is found in the journal between its verdict and its last line. */
final class IncidentTest {
  private static final String OPENED =
      "2026-11-22T03:00:01.500Z watchdog WARN  node 7 hangs incident=A1 verdict=stuck pid=7";

  @TempDir Path folder;

  private static List<JournalLine> journal(String... lines) {
    return Stream.of(lines).map(JournalLine::parse).toList();
  }

  private String closed(boolean complete) {
    return "2026-11-22T03:00:02Z watchdog INFO  over incident=A1 evidence=%s complete=%s"
        .formatted(folder, complete);
  }

  @Test
  void openIncidentIsNotFoundYet() {
    assertTrue(Incident.closedSince(journal(OPENED), Instant.EPOCH).isEmpty());
  }

  @Test
  void closedOneSaysWhenWhyAndWhatIsMissing() throws IOException {
    Instant fault = Instant.parse("2026-11-22T03:00:01Z");
    assertTrue(found(fault, true).evidenceProblem().contains("no summary"));
    Files.createFile(folder.resolve("summary.md"));
    assertEquals("", found(fault, true).evidenceProblem());
    assertEquals("stuck", found(fault, true).verdict());
    assertEquals(500, found(fault, true).verdictMillis(fault));
    assertTrue(found(fault, false).evidenceProblem().contains("complete=false"));
  }

  private Incident found(Instant fault, boolean complete) {
    return Incident.closedSince(journal(OPENED, closed(complete)), fault).orElseThrow();
  }

  @Test
  void oneBeforeTheFaultIsAnother() {
    Instant later = Instant.parse("2026-11-22T03:00:01.501Z");
    assertTrue(Incident.closedSince(journal(OPENED, closed(true)), later).isEmpty());
  }
}
