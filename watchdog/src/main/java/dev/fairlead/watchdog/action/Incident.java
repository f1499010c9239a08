package dev.fairlead.watchdog.action;

import dev.fairlead.watchdog.pulse.Pulse;
import dev.fairlead.watchdog.verdict.Verdict;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;

/**
 * A node that has to be replaced.
 *
 * <p>Immutable, but for the process.
 *
 * @param when by the wall clock, for names and logs only
 * @param verdict why
 * @param pulses the last ones, oldest first
 * @param process it, hung or ended
 * @param node what it said about itself
 */
public record Incident(
    Instant when, Verdict verdict, List<Pulse> pulses, NodeProcess process, Announcement node) {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss.SSS'Z'").withZone(ZoneOffset.UTC);

  /** Copies the list. */
  public Incident {
    pulses = List.copyOf(pulses);
  }

  /** Name of its evidence folder; the names sort by time. */
  String folderName() {
    return TIME.format(when) + "-" + verdict.word();
  }
}
