package dev.fairlead.gossip.spread;

import dev.fairlead.gossip.swim.Identity;

/** Where {@link Spread} sends; called on its thread. */
public interface SpreadOutput {
  /** Sends {@code push}, as a datagram if it fits in one, else over a stream. */
  void push(Identity to, Push push);
}
