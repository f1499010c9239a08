package dev.fairlead.catalog.image;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * One key with its payload, as the image holds it.
 *
 * <pre>
 *   0        4          8              12
 *   ┌────────┬──────────┬──────────────┬───────────┬─────────┐
 *   │CRC-32C │key bytes │payload bytes │key, UTF-8 │payload  │
 *   └────────┴──────────┴──────────────┴───────────┴─────────┘
 * </pre>
 *
 * <p>The checksum is of the part's number and all that follows the checksum, so a record that the
 * index of another part names is none. Immutable.
 */
public final class ImageRecord {
  /** What precedes the key. */
  static final int HEADER_BYTES = 12;

  /** The longest key, in bytes. */
  static final int MAX_KEY = 1 << 16;

  /** The longest payload. */
  static final int MAX_PAYLOAD = 1 << 26; // 64 MiB

  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final int KEY_LENGTH_AT = 4;
  private static final int PAYLOAD_LENGTH_AT = 8;

  private final String key;
  private final byte[] payload;

  private ImageRecord(String key, byte[] payload) {
    this.key = key;
    this.payload = payload;
  }

  /** The key. */
  public String key() {
    return key;
  }

  /** The payload itself: who reads a record is its only owner. */
  public byte[] payload() {
    return payload;
  }

  /** The bytes of a record. */
  static ByteBuffer encode(Part part, byte[] key, byte[] payload) {
    int length = HEADER_BYTES + key.length + payload.length;
    ByteBuffer record = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    record.putInt(0).putInt(key.length).putInt(payload.length).put(key).put(payload);
    return record.putInt(0, checksum(part, record.array())).flip();
  }

  /** Whether the record at {@code offset} has that key; its checksum is not looked at. */
  static boolean hasKey(MemorySegment file, long offset, String key) {
    int length = keyLength(file, offset);
    if (length != key.length()) {
      return length > key.length() && hasEncodedKey(file, offset, key);
    }
    for (int i = 0; i < length; i++) {
      char c = key.charAt(i);
      if (c >= 0x80) {
        return hasEncodedKey(file, offset, key);
      }
      if (file.get(ValueLayout.JAVA_BYTE, offset + HEADER_BYTES + i) != c) {
        return false;
      }
    }
    return true;
  }

  /** Allocates; only for keys with characters beyond ASCII. */
  private static boolean hasEncodedKey(MemorySegment file, long offset, String key) {
    byte[] utf8 = key.getBytes(StandardCharsets.UTF_8);
    long from = offset + HEADER_BYTES;
    return keyLength(file, offset) == utf8.length
        && MemorySegment.mismatch(
                file, from, from + utf8.length, MemorySegment.ofArray(utf8), 0, utf8.length)
            < 0;
  }

  /** The length of the key at {@code offset}; negative if no record can be there. */
  private static int keyLength(MemorySegment file, long offset) {
    if (offset < ImageHeader.BYTES || offset > file.byteSize() - HEADER_BYTES) {
      return -1;
    }
    int length = file.get(INT, offset + KEY_LENGTH_AT);
    return length <= MAX_KEY && length <= file.byteSize() - HEADER_BYTES - offset ? length : -1;
  }

  /** A copy of the record at {@code offset}; null if it is damaged or there is none. */
  static @Nullable ImageRecord read(MemorySegment file, long offset, Part part) {
    int keyLength = keyLength(file, offset);
    if (keyLength < 0) {
      return null;
    }
    int payloadLength = file.get(INT, offset + PAYLOAD_LENGTH_AT);
    long left = file.byteSize() - HEADER_BYTES - offset - keyLength;
    if (payloadLength < 0 || payloadLength > MAX_PAYLOAD || payloadLength > left) {
      return null;
    }
    byte[] bytes = new byte[HEADER_BYTES + keyLength + payloadLength];
    MemorySegment.copy(file, ValueLayout.JAVA_BYTE, offset, bytes, 0, bytes.length);
    int said = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt();
    if (said != checksum(part, bytes)) {
      return null;
    }
    return new ImageRecord(
        new String(bytes, HEADER_BYTES, keyLength, StandardCharsets.UTF_8),
        Arrays.copyOfRange(bytes, HEADER_BYTES + keyLength, bytes.length));
  }

  private static int checksum(Part part, byte[] record) {
    CRC32C crc = new CRC32C();
    crc.update(part.number());
    crc.update(record, Integer.BYTES, record.length - Integer.BYTES);
    return (int) crc.getValue();
  }
}
