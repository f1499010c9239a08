package dev.fairlead.catalog.image;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Grows the bytes of one payload. Numbers are varints: seven bits per byte, low ones first, the top
 * bit set on all but the last.
 *
 * <p>Confined to one thread; {@link #take} makes it empty again.
 */
public final class PayloadWriter {
  private byte[] bytes = new byte[256];
  private int length;

  /** A number, from 0 on. */
  public PayloadWriter number(long value) {
    if (value < 0) {
      throw new IllegalArgumentException("negative: " + value);
    }
    long rest = value;
    while (rest >= 0x80) {
      put((int) rest | 0x80);
      rest >>>= 7;
    }
    put((int) rest);
    return this;
  }

  /** A constant of an enum, by name, so that their order may change. */
  public PayloadWriter choice(Enum<?> value) {
    return text(value.name());
  }

  /** UTF-8, after its length. */
  public PayloadWriter text(String text) {
    return blob(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Bytes, after their number. */
  public PayloadWriter blob(byte[] blob) {
    number(blob.length);
    room(blob.length);
    System.arraycopy(blob, 0, bytes, length, blob.length);
    length += blob.length;
    return this;
  }

  /** The payload. */
  public byte[] take() {
    byte[] taken = Arrays.copyOf(bytes, length);
    length = 0;
    return taken;
  }

  private void put(int value) {
    room(1);
    bytes[length++] = (byte) value;
  }

  private void room(int more) {
    if (more > bytes.length - length) {
      bytes = Arrays.copyOf(bytes, Math.addExact(length, Math.max(more, length)));
    }
  }
}
