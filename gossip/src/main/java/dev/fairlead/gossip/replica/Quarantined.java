package dev.fairlead.gossip.replica;

import dev.fairlead.gossip.change.ChangeId;
import java.time.Instant;
import java.util.Locale;

/**
 * A version that this node does not serve, though it may hold it and passes it on.
 *
 * <p>Immutable.
 *
 * @param id the version
 * @param since when it was put into quarantine
 * @param rows the rows it changed, the first few, as {@code table key}; empty if they are not known
 * @param served what is served instead
 */
public record Quarantined(ChangeId id, Instant since, String rows, Served served) {
  /** What is served instead of what the version wrote. */
  public enum Served {
    /** Its rows as they were before. */
    PREVIOUS,
    /** At least one of its rows not at all: it was new, or what it was is not known any more. */
    ABSENT,
    /** It was not taken into the replica; its rows are what they are without it. */
    NOT_MERGED,
    /** What is written now: later versions have replaced all of it. */
    REPLACED;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
  }
}
