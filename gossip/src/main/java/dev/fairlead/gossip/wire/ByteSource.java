package dev.fairlead.gossip.wire;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Reads a message byte by byte; every length is checked against what is left before memory is
 * taken.
 *
 * <p>Accepts only what {@link ByteSink} writes: no overlong varints, no malformed UTF-8. Confined
 * to one thread.
 */
final class ByteSource {
  private final byte[] bytes;
  private int at;

  ByteSource(byte[] bytes) {
    this.bytes = bytes;
  }

  int u8() throws WireException {
    need(1);
    return bytes[at++] & 0xFF;
  }

  long i64() throws WireException {
    need(8);
    long value = 0;
    for (int i = 0; i < 8; i++) {
      value = value << 8 | (bytes[at++] & 0xFF);
    }
    return value;
  }

  long varint() throws WireException {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      int next = u8();
      long part = next & 0x7F;
      if (shift == 63 && part > 1) {
        throw bad("varint of more than 64 bits");
      }
      value |= part << shift;
      if (next < 0x80) {
        if (next == 0 && shift > 0) {
          throw bad("overlong varint");
        }
        return value;
      }
    }
    throw bad("varint of more than ten bytes");
  }

  /** A count of things that take at least {@code bytesEach}, at most {@code max}. */
  int count(int max, int bytesEach) throws WireException {
    long count = varint();
    if (count < 0 || count > max || count * bytesEach > bytes.length - at) {
      throw bad("count " + Long.toUnsignedString(count));
    }
    return (int) count;
  }

  boolean flag() throws WireException {
    int value = u8();
    if (value > 1) {
      throw bad("flag " + value);
    }
    return value == 1;
  }

  String text(int maxBytes) throws WireException {
    int length = count(maxBytes, 1);
    try {
      String text =
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, at, length)).toString();
      at += length;
      return text;
    } catch (CharacterCodingException e) {
      throw new WireException("malformed UTF-8 at byte " + at, e);
    }
  }

  byte[] blob(int maxBytes) throws WireException {
    int length = count(maxBytes, 1);
    byte[] blob = new byte[length];
    System.arraycopy(bytes, at, blob, 0, length);
    at += length;
    return blob;
  }

  void end() throws WireException {
    if (at != bytes.length) {
      throw bad("trailing bytes");
    }
  }

  WireException bad(String what) {
    return new WireException(what + " at byte " + at);
  }

  private void need(int count) throws WireException {
    if (count > bytes.length - at) {
      throw bad("truncated");
    }
  }
}
