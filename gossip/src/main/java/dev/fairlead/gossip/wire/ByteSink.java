package dev.fairlead.gossip.wire;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Grows a message byte by byte, up to a limit. Big-endian. Confined to one thread. */
final class ByteSink {
  private final int limit;
  private byte[] bytes = new byte[256];
  private int length;

  ByteSink(int limit) {
    this.limit = limit;
  }

  void u8(int value) throws WireException {
    room(1);
    bytes[length++] = (byte) value;
  }

  void i64(long value) throws WireException {
    room(8);
    for (int shift = 56; shift >= 0; shift -= 8) {
      bytes[length++] = (byte) (value >>> shift);
    }
  }

  /** Seven bits per byte, low ones first, the top bit set on all but the last. */
  void varint(long value) throws WireException {
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      u8((int) (rest & 0x7F) | 0x80);
      rest >>>= 7;
    }
    u8((int) rest);
  }

  /** Length as varint, then UTF-8. */
  void text(String text) throws WireException {
    blob(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Length as varint, then the bytes. */
  void blob(byte[] blob) throws WireException {
    varint(blob.length);
    room(blob.length);
    System.arraycopy(blob, 0, bytes, length, blob.length);
    length += blob.length;
  }

  byte[] toBytes() {
    return Arrays.copyOf(bytes, length);
  }

  private void room(int more) throws WireException {
    if (more > limit - length) {
      throw new WireException("message of more than " + limit + " bytes");
    }
    if (length + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.min(limit, Math.max(length + more, bytes.length * 2)));
    }
  }
}
