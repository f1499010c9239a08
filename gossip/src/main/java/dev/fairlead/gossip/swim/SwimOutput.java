package dev.fairlead.gossip.swim;

/**
 * The world outside {@link Swim}: where messages go, and who wants to know.
 *
 * <p>Called on the thread that called into {@link Swim}; must not call back into it.
 */
public interface SwimOutput {
  /** Sends one datagram; it may be lost. */
  void send(Address to, SwimMessage message);

  /** Sends over a stream; arrives in order, or not at all if the stream breaks. */
  void sendStream(Address to, SwimMessage message);

  /** Some member, or what is known of it, is different from before. */
  void changed();

  /** Another living node uses this node's name, at {@code other}; the operator must rename one. */
  void nameTaken(Identity other);

  /** The table is full of members that may be alive; {@code refused} was not taken in. */
  void tableFull(Identity refused);
}
