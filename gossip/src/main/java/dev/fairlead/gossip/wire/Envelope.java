package dev.fairlead.gossip.wire;

import dev.fairlead.gossip.spread.Push;
import dev.fairlead.gossip.swim.Sender;
import dev.fairlead.gossip.swim.SwimMessage;
import dev.fairlead.gossip.sync.SyncMessage;

/**
 * One message with its sender: a datagram, or a frame of a stream.
 *
 * <p>Immutable.
 *
 * @param sender who says it
 * @param body what is said
 */
public record Envelope(Sender sender, Body body) {
  /** A message of one of the protocols. */
  public sealed interface Body {}

  /** Membership. */
  public record OfSwim(SwimMessage message) implements Body {}

  /** Spread. */
  public record OfSpread(Push push) implements Body {}

  /** Synchronisation. */
  public record OfSync(SyncMessage message) implements Body {}
}
