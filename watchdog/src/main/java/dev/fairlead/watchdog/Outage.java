package dev.fairlead.watchdog;

import dev.fairlead.watchdog.process.Life;
import java.util.List;
import java.util.Locale;

/**
 * One incident, from the verdict until a whole node works again: what happened when. Used by the
 * supervising thread.
 *
 * <p>Times count in milliseconds from the verdict; {@link #NEVER} for what did not come.
 */
final class Outage {
  /** It did not come to that. */
  static final long NEVER = -1;

  private final String id;
  private final Life.Report report;
  private final long victim;
  private long successor = NEVER;
  private long servingMillis = NEVER;
  private long killedMillis = NEVER;
  private long owningMillis = NEVER;

  /**
   * Begins one.
   *
   * @param id its name everywhere
   * @param report the verdict
   * @param victim the process
   */
  Outage(String id, Life.Report report, long victim) {
    this.id = id;
    this.report = report;
    this.victim = victim;
  }

  String id() {
    return id;
  }

  Life.Report report() {
    return report;
  }

  long victim() {
    return victim;
  }

  /** A process was told to take over. */
  void succeededBy(long pid) {
    successor = pid;
  }

  void serving(long pid) {
    if (pid == successor && servingMillis == NEVER) {
      servingMillis = sinceVerdict();
    }
  }

  /** The victim is no more; true the first time. */
  boolean killed() {
    boolean first = killedMillis == NEVER;
    killedMillis = first ? sinceVerdict() : killedMillis;
    return first;
  }

  /** A whole node works again. */
  void owning(long pid) {
    successor = pid;
    owningMillis = sinceVerdict();
    servingMillis = servingMillis == NEVER ? owningMillis : servingMillis;
  }

  boolean over() {
    return owningMillis != NEVER;
  }

  /** From the last good answer of the victim until now. */
  long silentMillis() {
    return (System.nanoTime() - report.lastGoodNanos()) / 1_000_000;
  }

  /** Of its beginning. */
  String opening() {
    return "incident=%s verdict=%s pid=%d successor=%d decided_ms=%d"
        .formatted(id, report.verdict().word(), victim, successor, decidedMillis());
  }

  /** All that is known, but for the evidence. */
  String facts() {
    return opening()
        + String.format(
            Locale.ROOT,
            " serving_ms=%d killed_ms=%d owning_ms=%d",
            servingMillis,
            killedMillis,
            owningMillis);
  }

  /** What was done so far, in sentences, for the summary of the evidence. */
  List<String> done() {
    String ended = "Process %d ended %d ms after the verdict.".formatted(victim, killedMillis);
    if (successor == NEVER) {
      return List.of(ended, "Another process was to be started.");
    }
    String serving =
        servingMillis == NEVER
            ? ""
            : "; it accepted %d ms after the verdict".formatted(servingMillis);
    return List.of(
        "Process %d was told to serve in its place%s.".formatted(successor, serving), ended);
  }

  private long decidedMillis() {
    return (report.atNanos() - report.lastGoodNanos()) / 1_000_000;
  }

  private long sinceVerdict() {
    return (System.nanoTime() - report.atNanos()) / 1_000_000;
  }
}
