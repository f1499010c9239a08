package dev.fairlead.watchdog.ledger;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Reads the node's half of the page, whether the node runs, hangs, or has ended.
 *
 * <p>Never throws for what is written there: a torn record is read as it is, garbage as something,
 * a page of another version as nothing. Takes microseconds. Thread-safe.
 */
public final class NodeReader {
  private final boolean known;
  private final ByteBuffer page;

  NodeReader(ByteBuffer page, boolean known) {
    this.page = page;
    this.known = known;
  }

  /** Role and phase. */
  public Stage stage() {
    Copy copy = new Slot(page, Layout.STAGE, Layout.STAGE_BYTES).read();
    return known && copy.written() ? Stage.from(copy) : Stage.UNKNOWN;
  }

  /** The process as a whole. */
  public Vitals vitals() {
    Copy copy = new Slot(page, Layout.VITALS, Layout.VITALS_BYTES).read();
    return known && copy.written() ? Vitals.from(copy) : Vitals.UNKNOWN;
  }

  /** Event loops. */
  public List<LoopState> loops() {
    return known ? Slots.loops(page).read(LoopState::from) : List.of();
  }

  /** Labelled locks. */
  public List<LockState> locks() {
    return known ? Slots.locks(page).read(LockState::from) : List.of();
  }

  /** How far the feed is. */
  public List<Head> heads() {
    return known ? Slots.heads(page).read(Head::from) : List.of();
  }

  /** The last changes of all lanes, those under way first, then the newest first. */
  public List<NotedChange> changes() {
    List<NotedChange> changes = new ArrayList<>();
    if (known) {
      for (ChangeLane lane : ChangeLane.values()) {
        changes.addAll(new Lane(page, lane).read());
      }
    }
    changes.sort(
        Comparator.comparing(NotedChange::underWay)
            .thenComparingLong(NotedChange::atNanos)
            .reversed());
    return List.copyOf(changes);
  }

  /** The last log lines, oldest first. */
  public List<String> log() {
    return known ? new LogRing(page).read() : List.of();
  }
}
