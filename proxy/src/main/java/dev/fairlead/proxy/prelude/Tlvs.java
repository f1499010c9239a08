package dev.fairlead.proxy.prelude;

import dev.fairlead.proxy.prelude.ProxyHeader.NotProxied;
import io.netty.buffer.ByteBuf;
import java.util.zip.CRC32C;

/**
 * What follows the addresses of a version 2 header: type, length, value, again and again.
 *
 * <pre>
 *   type (1) │ length (2) │ value …       0x01 ALPN · 0x02 authority · 0x03 CRC-32C · 0x04 no-op
 *                                         0x05 unique id · 0x20 SSL, with TLVs inside · 0x30 netns
 * </pre>
 *
 * <p>Nothing here uses the values. They are checked all the same: a header whose lengths do not add
 * up, or whose checksum is wrong, is not the one that was sent. Stateless.
 */
final class Tlvs {
  private static final int AUTHORITY = 0x02;
  private static final int CHECKSUM = 0x03;
  private static final int UNIQUE_ID = 0x05;
  private static final int SSL = 0x20;

  private static final int HEAD_BYTES = 3;
  private static final int CRC_BYTES = 4;
  private static final int MAX_AUTHORITY_BYTES = 255;
  private static final int MAX_UNIQUE_ID_BYTES = 128;

  /** Client flags and the result of the verification, before the TLVs inside. */
  private static final int SSL_HEAD_BYTES = 5;

  private Tlvs() {}

  /**
   * Checks those from {@code index} to the end.
   *
   * @param header the whole header
   */
  static void check(ByteBuf header, int index) throws NotProxied {
    int checksum = -1;
    int end = header.readableBytes();
    for (int at = index; at < end; ) {
      int length = length(header, at, end);
      int value = at + HEAD_BYTES;
      switch (header.getUnsignedByte(at)) {
        case CHECKSUM -> {
          NotProxied.unless(checksum < 0, "two checksums");
          NotProxied.unless(length == CRC_BYTES, "a checksum of " + length + " bytes");
          checksum = value;
        }
        case AUTHORITY ->
            NotProxied.unless(length <= MAX_AUTHORITY_BYTES, "an authority that is too long");
        case UNIQUE_ID ->
            NotProxied.unless(length <= MAX_UNIQUE_ID_BYTES, "a unique id that is too long");
        case SSL -> checkInside(header, value, value + length);
        default -> {} // unknown ones are to be skipped
      }
      at = value + length;
    }
    if (checksum >= 0) {
      NotProxied.unless((int) sum(header, checksum) == header.getInt(checksum), "a wrong checksum");
    }
  }

  private static int length(ByteBuf header, int at, int end) throws NotProxied {
    NotProxied.unless(end - at >= HEAD_BYTES, "a TLV without its length");
    int length = header.getUnsignedShort(at + 1);
    NotProxied.unless(length <= end - at - HEAD_BYTES, "a TLV that reaches beyond the header");
    return length;
  }

  private static void checkInside(ByteBuf header, int from, int to) throws NotProxied {
    NotProxied.unless(to - from >= SSL_HEAD_BYTES, "an SSL TLV that is too short");
    for (int at = from + SSL_HEAD_BYTES; at < to; ) {
      at += HEAD_BYTES + length(header, at, to);
    }
  }

  /** Of the whole header, as if the checksum in it were zero. */
  private static long sum(ByteBuf header, int checksum) {
    byte[] bytes = new byte[header.readableBytes()];
    header.getBytes(0, bytes);
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, checksum);
    crc.update(new byte[CRC_BYTES]);
    int behind = checksum + CRC_BYTES;
    crc.update(bytes, behind, bytes.length - behind);
    return crc.getValue();
  }
}
