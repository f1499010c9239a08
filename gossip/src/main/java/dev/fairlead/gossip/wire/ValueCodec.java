package dev.fairlead.gossip.wire;

import org.jspecify.annotations.Nullable;

/**
 * SQL values.
 *
 * <pre>
 *   0 NULL · 1 INTEGER zigzag varint · 2 REAL IEEE bits: 8 · 3 TEXT text · 4 BLOB blob
 * </pre>
 */
final class ValueCodec {
  private ValueCodec() {}

  static void write(ByteSink to, @Nullable Object value) throws WireException {
    switch (value) {
      case null -> to.u8(0);
      case Long integer -> {
        to.u8(1);
        to.varint(integer << 1 ^ integer >> 63);
      }
      case Double real -> {
        to.u8(2);
        to.i64(Double.doubleToRawLongBits(real));
      }
      case String text -> {
        to.u8(3);
        to.text(text);
      }
      case byte[] blob -> {
        to.u8(4);
        to.blob(blob);
      }
      default -> throw new WireException("no SQL value: " + value.getClass().getName());
    }
  }

  static @Nullable Object read(ByteSource from) throws WireException {
    int type = from.u8();
    return switch (type) {
      case 0 -> null;
      case 1 -> {
        long zigzag = from.varint();
        yield zigzag >>> 1 ^ -(zigzag & 1);
      }
      case 2 -> Double.longBitsToDouble(from.i64());
      case 3 -> from.text(Wire.MAX_BYTES);
      case 4 -> from.blob(Wire.MAX_BYTES);
      default -> throw from.bad("value type " + type);
    };
  }
}
