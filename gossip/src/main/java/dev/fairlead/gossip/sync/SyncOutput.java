package dev.fairlead.gossip.sync;

import dev.fairlead.gossip.change.Version;
import dev.fairlead.gossip.change.VersionVector;
import dev.fairlead.gossip.swim.Identity;
import java.util.List;

/**
 * The world outside {@link Sync}; called on its thread, must not call back into it.
 *
 * <p>{@link #merge} and {@link #read} start something and return; the driver reports the end by
 * {@link Sync#merged} and {@link Sync#read}.
 */
public interface SyncOutput {
  /** What this node's replica holds now. */
  VersionVector vector();

  /** Sends over a stream. */
  void send(Identity to, SyncMessage message);

  /** Merges versions received in a pull, then calls {@link Sync#merged} with its session. */
  void merge(long session, String from, List<Version> versions);

  /** Reads the first of {@code ranges}, then calls {@link Sync#read}. */
  void read(Identity reader, long session, List<Wanted> ranges);
}
