package dev.fairlead.proxy.prelude;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What the first bytes of a connection say if they are a header of the PROXY protocol (HAProxy,
 * {@code proxy-protocol.txt}, sections 2.1 and 2.2).
 *
 * <p>Read strictly: what no sender may send is malformed, and known to be so at the first byte that
 * cannot be right. Nothing behind the header is looked at. Immutable.
 */
public sealed interface ProxyHeader {
  /** More bytes are needed; those that are there may become a header. */
  record Incomplete() implements ProxyHeader {}

  /**
   * It is no header.
   *
   * @param why for people
   */
  record Malformed(String why) implements ProxyHeader {}

  /**
   * All of it is there.
   *
   * @param length of the header, in bytes
   * @param parties whom the connection is relayed for; null if the ends of the socket count: the
   *     sender speaks for itself, or for somebody without an IP address
   */
  record Complete(int length, @Nullable Parties parties) implements ProxyHeader {}

  /** Reads {@code bytes} from its reader index, which stays. */
  static ProxyHeader read(ByteBuf bytes) {
    try {
      if (begins(bytes, TextHeader.PREFIX)) {
        return TextHeader.read(bytes);
      }
      if (begins(bytes, BinaryHeader.SIGNATURE)) {
        return BinaryHeader.read(bytes);
      }
      return new Malformed("begins with no signature of the PROXY protocol");
    } catch (NotProxied e) {
      return new Malformed(String.valueOf(e.getMessage()));
    }
  }

  /** Whether {@code bytes} is the beginning of {@code prefix}, or begins with it. */
  private static boolean begins(ByteBuf bytes, byte[] prefix) {
    int there = Math.min(bytes.readableBytes(), prefix.length);
    for (int i = 0; i < there; i++) {
      if (bytes.getByte(bytes.readerIndex() + i) != prefix[i]) {
        return false;
      }
    }
    return true;
  }

  /** The bytes of ASCII text. */
  static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** Ends the reading of bytes that are no header. */
  final class NotProxied extends Exception {
    private static final long serialVersionUID = 1L;

    NotProxied(String why) {
      super(why, null, false, false); // control flow: no stack
    }

    /** Throws unless {@code holds}. */
    static void unless(boolean holds, String otherwise) throws NotProxied {
      if (!holds) {
        throw new NotProxied(otherwise);
      }
    }
  }
}
