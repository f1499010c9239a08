package dev.fairlead.watchdog.evidence;

import dev.fairlead.watchdog.ledger.NodePhase;
import dev.fairlead.watchdog.ledger.NotedChange;
import java.util.ArrayList;
import java.util.List;

/** The five sentences of {@code summary.md}. Pure. */
final class Summary {
  private Summary() {}

  /**
   * The page.
   *
   * @param done what was done about it, sentences; none while it goes on
   * @param manifest what the evidence is worth, one line
   */
  static List<String> of(Victim victim, Findings found, List<String> done, String manifest) {
    Diagnosis diagnosis = Diagnosis.of(found);
    List<String> lines = new ArrayList<>();
    lines.add("# Incident " + victim.incident() + ": " + victim.word());
    lines.add("");
    lines.add("1. **Seen:** " + seen(victim, found));
    lines.add("2. **Stuck:** " + diagnosis.stuck());
    lines.add("3. **Waited for:** " + diagnosis.waits());
    lines.add("4. **Changed last:** " + changed(found));
    lines.add(
        "5. **Done:** "
            + (done.isEmpty() ? "Nothing yet; it is being examined." : String.join(" ", done))
            + " How to read the other files: docs/operating/evidence.md.");
    lines.add("");
    lines.add("evidence: " + manifest);
    if (!victim.pulses().isEmpty()) {
      lines.add("");
      lines.add("Last pulses, oldest first:");
      lines.add("");
      victim.pulses().forEach(pulse -> lines.add("    " + pulse));
    }
    return lines;
  }

  private static String seen(Victim victim, Findings found) {
    String role =
        found.ledger().stage().pid() == 0
            ? "which had said nothing about itself"
            : "role %s, phase %s"
                .formatted(
                    LedgerText.lower(found.ledger().stage().role()),
                    LedgerText.lower(found.ledger().stage().phase()));
    return "At %s process %d (%s) was found %s."
        .formatted(victim.when(), victim.pid(), role, victim.text());
  }

  private static String changed(Findings found) {
    LedgerReading ledger = found.ledger();
    List<String> parts = new ArrayList<>();
    ledger.changes().stream()
        .findFirst()
        .ifPresentOrElse(
            change -> parts.add(change(ledger, change)),
            () -> parts.add("no row had changed since its start"));
    NodePhase phase = ledger.stage().phase();
    if (phase != NodePhase.SERVING && phase != NodePhase.UNKNOWN) {
      parts.add(
          "its start was at '%s' since %d ms"
              .formatted(LedgerText.lower(phase), ledger.agoMillis(ledger.stage().sinceNanos())));
    } else if (phase == NodePhase.SERVING) {
      parts.add(
          "its start was over %d s before"
              .formatted(ledger.agoMillis(ledger.stage().sinceNanos()) / 1000));
    }
    String text = String.join("; ", parts) + ".";
    return Character.toUpperCase(text.charAt(0)) + text.substring(1);
  }

  private static String change(LedgerReading ledger, NotedChange noted) {
    return "row %s of %s (%s) %s %d ms before"
        .formatted(
            noted.change().key(),
            noted.change().table(),
            noted.change().id(),
            noted.underWay()
                ? "was being applied (" + LedgerText.lower(noted.lane()) + "), begun"
                : "was applied last,",
            ledger.agoMillis(noted.atNanos()));
  }
}
