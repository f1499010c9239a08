package dev.fairlead.watchdog.ledger;

import java.util.Map;
import java.util.TreeMap;

/**
 * What the watchdog tells its node about itself. Immutable.
 *
 * @param pid its process
 * @param startedMillis its start, in milliseconds since 1970
 * @param beatNanos {@link System#nanoTime} when this was written: an old one means nobody watches
 * @param watch how the node is watched now
 * @param past what was done so far, by this watchdog and those it took over from
 */
public record WatchdogState(
    long pid, long startedMillis, long beatNanos, Watching watch, Past past) {
  /** Words for which restarts are counted; further ones are left out. */
  public static final int MAX_WORDS = 16;

  private static final int WORD_BYTES = 24;
  private static final int INCIDENT_BYTES = 48;

  /** Nothing is known. */
  public static final WatchdogState UNKNOWN =
      new WatchdogState(0, 0, 0, new Watching("", "", 0, 0, 0), Past.NONE);

  /**
   * How the node is watched now. Immutable.
   *
   * @param verdict one word
   * @param spare one word for the state of the spare: {@code ready} when it can take over
   * @param deadlineNanos without a good answer, after which the node is replaced
   * @param driftNanosMax by how much the watchdog itself woke late, at worst, within the last
   *     minute
   * @param budgetLeft replacements that are still allowed in this minute
   */
  public record Watching(
      String verdict, String spare, long deadlineNanos, long driftNanosMax, int budgetLeft) {}

  /**
   * What was done so far. Immutable.
   *
   * @param probes pings sent
   * @param restarts by the word of the verdict
   * @param lastIncident id of the last; empty before the first
   * @param lastIncidentMillis when, in milliseconds since 1970; 0 before the first
   * @param evidenceComplete folders with everything that was to be had
   * @param evidenceIncomplete folders that lack something
   */
  public record Past(
      long probes,
      Map<String, Long> restarts,
      String lastIncident,
      long lastIncidentMillis,
      long evidenceComplete,
      long evidenceIncomplete) {
    /** Nothing was done yet. */
    public static final Past NONE = new Past(0, Map.of(), "", 0, 0, 0);

    /** Copies the map. */
    public Past {
      restarts = Map.copyOf(restarts);
    }
  }

  void putInto(Slot slot) {
    slot.begin().putLong(pid).putLong(startedMillis).putLong(beatNanos);
    slot.putText(watch.verdict, WORD_BYTES)
        .putText(watch.spare, WORD_BYTES)
        .putLong(watch.deadlineNanos)
        .putLong(watch.driftNanosMax)
        .putInt(watch.budgetLeft);
    slot.putLong(past.probes)
        .putText(past.lastIncident, INCIDENT_BYTES)
        .putLong(past.lastIncidentMillis)
        .putLong(past.evidenceComplete)
        .putLong(past.evidenceIncomplete)
        .putInt(Math.min(past.restarts.size(), MAX_WORDS));
    new TreeMap<>(past.restarts)
        .entrySet().stream()
            .limit(MAX_WORDS)
            .forEach(word -> slot.putText(word.getKey(), WORD_BYTES).putLong(word.getValue()));
    slot.end();
  }

  static WatchdogState from(Copy copy) {
    long pid = copy.getLong();
    long started = copy.getLong();
    long beat = copy.getLong();
    Watching watch =
        new Watching(
            copy.getText(WORD_BYTES),
            copy.getText(WORD_BYTES),
            copy.getLong(),
            copy.getLong(),
            copy.getInt());
    return new WatchdogState(pid, started, beat, watch, pastFrom(copy));
  }

  private static Past pastFrom(Copy copy) {
    long probes = copy.getLong();
    String incident = copy.getText(INCIDENT_BYTES);
    long incidentMillis = copy.getLong();
    long complete = copy.getLong();
    long incomplete = copy.getLong();
    Map<String, Long> restarts = new TreeMap<>();
    for (int left = copy.getCount(MAX_WORDS); left > 0; left--) {
      restarts.put(copy.getText(WORD_BYTES), copy.getLong());
    }
    return new Past(probes, restarts, incident, incidentMillis, complete, incomplete);
  }
}
