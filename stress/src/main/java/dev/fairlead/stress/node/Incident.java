package dev.fairlead.stress.node;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A replacement as the watchdog's journal tells it, from the verdict to the end of the evidence.
 *
 * <p>Immutable.
 *
 * @param id its name in journal, evidence and metrics
 * @param opened when the verdict was given
 * @param verdict its word
 * @param evidenceProblem what is missing from the evidence; empty if it is complete
 */
public record Incident(String id, Instant opened, String verdict, String evidenceProblem) {
  /** The first that was opened at or after {@code since}, if it is closed by now. */
  public static Optional<Incident> closedSince(List<JournalLine> journal, Instant since) {
    return journal.stream()
        .filter(line -> !line.at().isBefore(since) && !line.fact("verdict").isEmpty())
        .findFirst()
        .flatMap(opened -> closed(journal, opened));
  }

  private static Optional<Incident> closed(List<JournalLine> journal, JournalLine opened) {
    String id = opened.fact("incident");
    return journal.stream()
        .filter(line -> line.fact("incident").equals(id) && !line.fact("complete").isEmpty())
        .findFirst()
        .map(line -> new Incident(id, opened.at(), opened.fact("verdict"), problem(line)));
  }

  private static String problem(JournalLine closed) {
    Path folder = Path.of(closed.fact("evidence").replace("%20", " "));
    if (!Files.isRegularFile(folder.resolve("summary.md"))) {
      return "there is no summary in '" + folder + "'";
    }
    return closed.fact("complete").equals("true") ? "" : closed.text();
  }

  /** From {@code fault} to the verdict, in milliseconds. */
  public double verdictMillis(Instant fault) {
    return Duration.between(fault, opened).toNanos() / 1e6;
  }
}
