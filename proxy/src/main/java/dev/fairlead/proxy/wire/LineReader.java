package dev.fairlead.proxy.wire;

import dev.fairlead.proxy.wire.Malformed.Part;
import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.FastThreadLocal;
import java.nio.charset.StandardCharsets;

/**
 * Takes one line after the other from what arrived, and knows where in the message each begins.
 *
 * <p>A line ends with CR LF and with nothing else. The line last read stays in {@link #octets()}
 * until anybody on this thread reads another. Confined to its event loop.
 */
final class LineReader {
  /** One for each event loop: lines are parsed before another connection has its turn. */
  private static final FastThreadLocal<byte[]> OCTETS =
      new FastThreadLocal<>() {
        @Override
        protected byte[] initialValue() {
          return new byte[Limits.MAX_LINE_BYTES];
        }
      };

  /** Bytes of the line under way that are known to hold no line end. */
  private int looked;

  /** Bytes of the message before the line last read, and before the next. */
  private long begin;

  private long position;

  /** A new message begins. */
  void reset() {
    looked = 0;
    begin = 0;
    position = 0;
  }

  /** Bytes were taken that are no line. */
  void skip(long bytes) {
    position += bytes;
  }

  /** Where in the message the line last read begins. */
  long begin() {
    return begin;
  }

  /** Where in the message the next line begins. */
  long next() {
    return position;
  }

  /** The line last read. */
  byte[] octets() {
    return OCTETS.get();
  }

  /** A part of the line last read. */
  String text(int from, int to) {
    return new String(octets(), from, to - from, StandardCharsets.ISO_8859_1);
  }

  /**
   * Reads the next line.
   *
   * @param limit bytes it may have without its end
   * @param part what is malformed if it ends without CR
   * @param tooLong what is malformed if it is longer
   * @return its length without its end; -1 if it is not complete yet
   */
  int read(ByteBuf in, int limit, Part part, Part tooLong) throws Malformed {
    int from = in.readerIndex();
    int readable = in.readableBytes();
    int feed = in.indexOf(from + looked, from + readable, (byte) '\n');
    int length = feed < 0 ? readable : feed - from;
    if (length > limit + 1) {
      throw Malformed.at(position + limit, tooLong, "too long");
    }
    if (feed < 0) {
      looked = readable;
      return -1;
    }
    begin = position;
    if (length == 0 || in.getByte(feed - 1) != '\r') {
      throw Malformed.at(begin + length, part, "a line ends without CR");
    }
    in.getBytes(from, octets(), 0, length - 1);
    in.readerIndex(feed + 1);
    looked = 0;
    position += length + 1;
    return length - 1;
  }
}
