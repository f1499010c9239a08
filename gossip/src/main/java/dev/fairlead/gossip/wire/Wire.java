package dev.fairlead.gossip.wire;

import dev.fairlead.gossip.spread.Push;
import dev.fairlead.gossip.swim.Identity;
import dev.fairlead.gossip.swim.Sender;
import dev.fairlead.gossip.wire.Envelope.OfSpread;
import dev.fairlead.gossip.wire.Envelope.OfSwim;
import dev.fairlead.gossip.wire.Envelope.OfSync;
import java.util.Optional;

/**
 * Messages to bytes and back.
 *
 * <pre>
 *   0         1        2
 *   +---------+--------+--------------+---------------------+---------------------+
 *   | version | type   | sender: text | incarnation: 8      | body, by type       |
 *   +---------+--------+--------------+---------------------+---------------------+
 *   text, blob: length as varint, then that many bytes     numbers: big-endian or varint
 * </pre>
 *
 * <p>There is exactly one encoding of a message, and only that decodes. Stateless.
 */
public final class Wire {
  /** The only version so far. */
  public static final int VERSION = 1;

  /** Longest message; a transaction is far smaller. */
  public static final int MAX_BYTES = 16 << 20; // 16 MiB

  private Wire() {}

  /**
   * Encodes {@code envelope}.
   *
   * @throws WireException if it takes more than {@link #MAX_BYTES}
   */
  public static byte[] encode(Envelope envelope) throws WireException {
    ByteSink to = new ByteSink(MAX_BYTES);
    to.u8(VERSION);
    switch (envelope.body()) {
      case OfSwim swim -> {
        header(to, SwimCodec.type(swim.message()), envelope.sender());
        SwimCodec.write(to, swim.message());
      }
      case OfSpread spread -> {
        header(to, MessageType.PUSH, envelope.sender());
        VersionCodec.write(to, spread.push().version());
      }
      case OfSync sync -> {
        header(to, SyncCodec.type(sync.message()), envelope.sender());
        SyncCodec.write(to, sync.message());
      }
    }
    return to.toBytes();
  }

  /**
   * Decodes one message; empty if its type is not known here.
   *
   * @throws WireException if {@code bytes} are no message
   */
  public static Optional<Envelope> decode(byte[] bytes) throws WireException {
    ByteSource from = new ByteSource(bytes);
    try {
      if (from.u8() != VERSION) {
        throw from.bad("unknown version");
      }
      int type = from.u8();
      Sender sender = sender(from);
      Optional<Envelope> result = body(from, type).map(body -> new Envelope(sender, body));
      if (result.isPresent()) {
        from.end();
      }
      return result;
    } catch (IllegalArgumentException e) {
      throw new WireException("value out of bounds", e);
    }
  }

  private static void header(ByteSink to, int type, Sender sender) throws WireException {
    to.u8(type);
    to.text(sender.name());
    to.i64(sender.incarnation());
  }

  private static Sender sender(ByteSource from) throws WireException {
    return new Sender(from.text(Identity.MAX_NAME_BYTES), from.i64());
  }

  private static Optional<Envelope.Body> body(ByteSource from, int type) throws WireException {
    if (type == MessageType.PUSH) {
      return Optional.of(new OfSpread(new Push(VersionCodec.read(from))));
    }
    if (type < MessageType.PUSH) {
      return SwimCodec.read(from, type).map(OfSwim::new);
    }
    return SyncCodec.read(from, type).map(OfSync::new);
  }
}
