package dev.fairlead.gossip.sync;

import dev.fairlead.gossip.change.Version;
import dev.fairlead.gossip.change.VersionVector;
import java.util.List;

/**
 * What two nodes say to find and exchange the versions one of them misses. Streams only.
 *
 * <pre>
 *   A ── Compare(fingerprint) ──► B        equal: B says Same, done
 *   A ◄── Heads ───────────────── B        what B holds of the part both share
 *   A ── Offer ─────────────────► B        what A holds, if B misses some: B pulls as well
 *   A ── Want(ranges) ──────────► B  ┐
 *   A ◄── Batch(versions) ─────── B  ┘     repeated, the next only once the last is durable at A
 * </pre>
 *
 * <p>The side that answers keeps no state between messages. Immutable.
 */
public sealed interface SyncMessage {
  /** Chosen by the side that pulls or compares; comes back in answers. */
  long session();

  /**
   * Do we hold the same of what we share?
   *
   * @param session chosen by the sender
   * @param fingerprint of the sender's vector, cut to the part both regions share
   */
  record Compare(long session, Fingerprint fingerprint) implements SyncMessage {}

  /**
   * We do.
   *
   * @param session of the comparison
   */
  record Same(long session) implements SyncMessage {}

  /**
   * We do not; this is what the sender holds.
   *
   * @param session of the comparison
   * @param held the part both share, at most {@value SyncLimits#STREAMS} streams
   */
  record Heads(long session, VersionVector held) implements SyncMessage {}

  /**
   * The receiver misses some of this.
   *
   * @param session of the comparison it follows
   * @param held the part both share, at most {@value SyncLimits#STREAMS} streams
   */
  record Offer(long session, VersionVector held) implements SyncMessage {}

  /**
   * Send me these.
   *
   * @param session of the pull
   * @param ranges at most {@value SyncLimits#RANGES}
   */
  record Want(long session, List<Wanted> ranges) implements SyncMessage {
    /** Copies the list. */
    public Want {
      ranges = List.copyOf(ranges);
    }
  }

  /**
   * The first of what was wanted; empty when the sender holds none of it.
   *
   * @param session of the pull
   * @param versions about {@value SyncLimits#BATCH_BYTES} bytes, at least one version if there is
   *     one
   */
  record Batch(long session, List<Version> versions) implements SyncMessage {
    /** Copies the list. */
    public Batch {
      versions = List.copyOf(versions);
    }
  }

  /**
   * The sender already serves as many as it may; ask somebody else or later.
   *
   * @param session of the pull
   */
  record Busy(long session) implements SyncMessage {}
}
