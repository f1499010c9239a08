package dev.fairlead.gossip.replica;

import dev.fairlead.gossip.change.Change;
import dev.fairlead.gossip.change.SiteId;
import dev.fairlead.gossip.replica.Table.Column;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The merge rule: what becomes of one row when changes of another origin arrive.
 *
 * <p>Everything is decided by one total order, so any delivery order and any repetition ends in the
 * same row everywhere:
 *
 * <pre>
 * row    larger causal length; then a record over none; then larger site     (odd and even alike)
 * cell   larger causal length; then larger column version; then larger value; then larger site
 * </pre>
 *
 * <p>A larger causal length starts the row anew: whatever was known of its columns is gone.
 * Mutable, confined to one thread, without I/O: the caller loads what is stored, applies changes,
 * then stores the outcome.
 */
final class RowState {
  private final Map<Integer, Clock> clocks = new LinkedHashMap<>();
  private final Map<Column, @Nullable Object> winners = new LinkedHashMap<>();
  private long causalLength;
  private @Nullable SiteId owner;
  private boolean reborn;
  private boolean owned;

  /**
   * @param causalLength as stored; 0 for a row never seen
   * @param owner who wrote the record of that causal length; null if nobody
   */
  RowState(long causalLength, @Nullable SiteId owner) {
    this.causalLength = causalLength;
    this.owner = owner;
  }

  /**
   * Who wrote a cell, and how often it was written.
   *
   * @param columnVersion as in {@link Change.Cell}
   * @param site who wrote it
   */
  record Clock(long columnVersion, SiteId site) {}

  /** Loads the clock of a stored cell. */
  void load(int column, Clock clock) {
    clocks.put(column, clock);
  }

  /** Whether the stored value decides about {@code cell}. */
  boolean needsValue(Column column, Change.Cell cell) {
    Clock clock = clocks.get(column.id());
    return cell.causalLength() == causalLength
        && clock != null
        && clock.columnVersion() == cell.columnVersion();
  }

  /** How far {@code change} is ahead of what is stored, in the number it raises most. */
  long jump(Change change, @Nullable Column column) {
    long life = change.causalLength() - causalLength;
    if (life < 0 || !(change instanceof Change.Cell cell) || column == null) {
      return life;
    }
    Clock clock = life > 0 ? null : clocks.get(column.id());
    return Math.max(life, cell.columnVersion() - (clock == null ? 0 : clock.columnVersion()));
  }

  /** Applies a record about the row. */
  void apply(Change.Row change, SiteId site) {
    if (change.causalLength() > causalLength) {
      rebirth(change.causalLength());
    }
    if (change.causalLength() == causalLength && (owner == null || site.compareTo(owner) > 0)) {
      owner = site;
      owned = true;
    }
  }

  /** Applies a cell; {@code stored} is the value now, if {@link #needsValue} asked for it. */
  void apply(Change.Cell change, Column column, @Nullable Object stored, SiteId site) {
    if (change.causalLength() > causalLength) {
      rebirth(change.causalLength());
    }
    if (change.causalLength() == causalLength
        && wins(change, clocks.get(column.id()), winners.getOrDefault(column, stored), site)) {
      clocks.put(column.id(), new Clock(change.columnVersion(), site));
      winners.put(column, change.value());
    }
  }

  private static boolean wins(
      Change.Cell change, @Nullable Clock clock, @Nullable Object stored, SiteId site) {
    if (clock == null || change.columnVersion() != clock.columnVersion()) {
      return clock == null || change.columnVersion() > clock.columnVersion();
    }
    int order = ValueOrder.compare(change.value(), stored);
    return order > 0 || (order == 0 && site.compareTo(clock.site()) > 0);
  }

  private void rebirth(long newCausalLength) {
    causalLength = newCausalLength;
    owner = null;
    owned = false;
    reborn = true;
    clocks.clear();
    winners.clear();
  }

  long causalLength() {
    return causalLength;
  }

  boolean alive() {
    return causalLength % 2 == 1;
  }

  /** Whether the row must be made anew, or removed: nothing stored about it counts any more. */
  boolean reborn() {
    return reborn;
  }

  /** Whether the record about the row is now the applied one. */
  boolean owned() {
    return owned;
  }

  /** The columns that got the applied value, with it and its clock's number. */
  Map<Column, @Nullable Object> winners() {
    return winners;
  }

  long columnVersion(Column column) {
    Clock clock = clocks.get(column.id());
    return clock == null ? 0 : clock.columnVersion();
  }
}
