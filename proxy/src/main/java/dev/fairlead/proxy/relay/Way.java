package dev.fairlead.proxy.relay;

import io.netty.buffer.ByteBuf;

/**
 * How the bytes of one direction of a {@link Relay} get from the channel that read them to the
 * other.
 *
 * <p>Confined to the event loop of both channels.
 */
sealed interface Way permits Buffers, Splices {
  /**
   * Writes what was read, and may take along what waits behind it in the socket.
   *
   * @param read owned by this from now on
   * @return bytes taken in all
   */
  long carry(ByteBuf read);

  /** Sends what was written; what can be read at once was read. */
  void flush();

  /** Whether nothing more is to be read, until there is room again. */
  boolean full();

  /** Nothing will be read any more; what was taken still goes out. */
  void end();
}
