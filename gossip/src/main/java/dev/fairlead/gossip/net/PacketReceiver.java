package dev.fairlead.gossip.net;

/** Takes what arrives, on the gossip loop. */
@FunctionalInterface
public interface PacketReceiver {
  /**
   * Takes one message that was opened well.
   *
   * @param stream whether it came over a stream
   */
  void received(byte[] message, boolean stream);
}
