package dev.fairlead.proxy.wire;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/**
 * The bytes around a place in a message, as they arrived.
 *
 * <p>Immutable.
 *
 * @param begin where in the message the first of them is
 * @param octets at most {@value #BYTES} bytes, each as the character of its value
 */
public record Excerpt(long begin, String octets) {
  /** Of a message nothing is left of. */
  public static final Excerpt NONE = new Excerpt(0, "");

  /** The most it has. */
  public static final int BYTES = 256;

  private static final int BEFORE = BYTES / 2;

  /**
   * What is left in {@code in} around {@code offset}. Lines that were read already are there as
   * long as nobody needed their place.
   *
   * @param next where in the message the next byte to read is
   * @param offset the byte that matters; -1 for the message as a whole, shown from its beginning
   */
  static Excerpt of(ByteBuf in, long next, long offset) {
    long start = in.readerIndex() - next; // of the message; before the buffer if that moved on
    long from = Math.max(Math.max(0, offset - BEFORE), -start);
    long to = Math.min(from + BYTES, in.writerIndex() - start);
    int length = (int) Math.max(0, to - from);
    return new Excerpt(
        from, in.toString((int) (start + from), length, StandardCharsets.ISO_8859_1));
  }

  /** Of a message that is in memory from its beginning. */
  public static Excerpt of(String message, long offset) {
    int from = Math.clamp(offset - BEFORE, 0, message.length());
    int to = Math.min(from + BYTES, message.length());
    return new Excerpt(from, message.substring(from, to));
  }
}
