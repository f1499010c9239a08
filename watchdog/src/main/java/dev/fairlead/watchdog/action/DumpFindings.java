package dev.fairlead.watchdog.action;

import java.util.ArrayList;
import java.util.List;

/** The threads of a dump that are worth naming first: in a deadlock, or blocked on a monitor. */
final class DumpFindings {
  /** Threads named at most. */
  static final int MAX_NAMED = 20;

  private DumpFindings() {}

  /** One line for each, none when all threads run or wait as they should. */
  static List<String> in(List<String> dump) {
    List<String> findings = new ArrayList<>();
    String thread = "";
    for (String line : dump) {
      if (line.startsWith("\"")) {
        thread = line.substring(1, Math.max(1, line.indexOf('"', 1)));
      } else if (line.startsWith("Found") && line.contains("deadlock")) {
        findings.addFirst(line.strip());
      } else if (line.contains("State: BLOCKED") && findings.size() < MAX_NAMED) {
        findings.add("thread " + thread + " is blocked on a monitor");
      }
    }
    return findings;
  }
}
