package dev.fairlead.watchdog.evidence;

import dev.fairlead.watchdog.ledger.Head;
import dev.fairlead.watchdog.ledger.LockState;
import dev.fairlead.watchdog.ledger.LoopState;
import dev.fairlead.watchdog.ledger.NodeReader;
import dev.fairlead.watchdog.ledger.NotedChange;
import dev.fairlead.watchdog.ledger.Stage;
import dev.fairlead.watchdog.ledger.Vitals;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The node's half of the ledger at one moment. Immutable.
 *
 * @param atNanos when, by {@link System#nanoTime}
 * @param stage role and phase
 * @param vitals the process as a whole
 * @param loops event loops
 * @param locks labelled locks
 * @param heads how far the feed is
 * @param changes the last ones, those under way first
 * @param log the last lines
 */
record LedgerReading(
    long atNanos,
    Stage stage,
    Vitals vitals,
    List<LoopState> loops,
    List<LockState> locks,
    List<Head> heads,
    List<NotedChange> changes,
    List<String> log) {
  /** Of a node without one. */
  static final LedgerReading NONE =
      new LedgerReading(
          0, Stage.UNKNOWN, Vitals.UNKNOWN, List.of(), List.of(), List.of(), List.of(), List.of());

  static LedgerReading of(@Nullable NodeReader reader, long nanos) {
    return reader == null
        ? NONE
        : new LedgerReading(
            nanos,
            reader.stage(),
            reader.vitals(),
            reader.loops(),
            reader.locks(),
            reader.heads(),
            reader.changes(),
            reader.log());
  }

  /** Milliseconds from {@code nanos} to this reading. */
  long agoMillis(long nanos) {
    return Math.max(0, (atNanos - nanos) / 1_000_000);
  }

  /** How long ago the node's own bookkeeper last wrote; -1 if it never did. */
  long silentMillis() {
    return vitals.beats() == 0 ? -1 : agoMillis(vitals.beatNanos());
  }
}
