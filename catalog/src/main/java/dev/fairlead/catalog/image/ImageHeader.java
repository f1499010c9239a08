package dev.fairlead.catalog.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * The first {@value #BYTES} bytes of an image; all that is read to open one.
 *
 * <pre>
 *   0         8        12       16         24            32          40     48
 *   ┌─────────┬────────┬────────┬──────────┬─────────────┬───────────┬──────┬───────────────┐
 *   │FAIRLEAD │format  │CRC-32C │file bytes│written at   │fingerprint│seed  │4 × extent     │
 *   └─────────┴────────┴────────┴──────────┴─────────────┴───────────┴──────┴───────────────┘
 *   extent: index offset, entries, rows offset, rows; 8 bytes each
 * </pre>
 *
 * <p>Little-endian. The checksum is of the header with zero in its own place. Immutable.
 *
 * @param fileBytes length of the whole file
 * @param writtenMillis when it was written, in milliseconds since 1970
 * @param fingerprint of whom, see {@link ImageIdentity}
 * @param seed of the key hashes
 * @param parts one extent for each {@link Part}
 */
record ImageHeader(
    long fileBytes, long writtenMillis, long fingerprint, long seed, List<Extent> parts) {
  /** Its length. */
  static final int BYTES = 176;

  /** The version of the format that this code reads and writes. */
  static final int FORMAT = 4;

  private static final byte[] MAGIC = "FAIRLEAD".getBytes(StandardCharsets.US_ASCII);
  private static final int CRC_AT = 12;

  /** Copies the list. */
  ImageHeader {
    parts = List.copyOf(parts);
  }

  /** Where one part is: its index, and which rows its entries were made from. */
  record Extent(long index, long entries, long rows, long rowEntries) {
    boolean within(long fileBytes) {
      return fits(index, entries, ImagePart.INDEX_BYTES, fileBytes)
          && fits(rows, rowEntries, ImagePart.ROW_BYTES, fileBytes);
    }

    /** In this order, so that nothing overflows. */
    private static boolean fits(long offset, long count, int bytesEach, long fileBytes) {
      return offset >= BYTES
          && offset <= fileBytes
          && count >= 0
          && count <= (fileBytes - offset) / bytesEach;
    }
  }

  byte[] toBytes() {
    ByteBuffer buffer = ByteBuffer.allocate(BYTES).order(ByteOrder.LITTLE_ENDIAN);
    buffer.put(MAGIC).putInt(FORMAT).putInt(0);
    buffer.putLong(fileBytes).putLong(writtenMillis).putLong(fingerprint).putLong(seed);
    for (Extent part : parts) {
      buffer.putLong(part.index()).putLong(part.entries());
      buffer.putLong(part.rows()).putLong(part.rowEntries());
    }
    return buffer.putInt(CRC_AT, checksum(buffer.array())).array();
  }

  /**
   * Reads and checks a header.
   *
   * @param bytes the first of the file, as many as there are
   * @param fileBytes how long the file is
   * @throws ImageRefused with the reason only
   */
  static ImageHeader read(byte[] bytes, long fileBytes) throws ImageRefused {
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    if (bytes.length < BYTES) {
      throw new ImageRefused("torn, it has only " + fileBytes + " bytes");
    }
    byte[] magic = new byte[MAGIC.length];
    buffer.get(magic);
    if (!Arrays.equals(magic, MAGIC)) {
      throw new ImageRefused("not an image");
    }
    int format = buffer.getInt();
    if (format != FORMAT) {
      throw new ImageRefused("of format " + format + ", this version reads " + FORMAT);
    }
    int said = buffer.getInt();
    if (said != checksum(bytes)) {
      throw new ImageRefused("damaged, the checksum of its header does not fit");
    }
    ImageHeader header = fields(buffer);
    if (header.fileBytes != fileBytes) {
      throw new ImageRefused("torn, it has " + fileBytes + " of " + header.fileBytes + " bytes");
    }
    if (!header.parts.stream().allMatch(part -> part.within(fileBytes))) {
      throw new ImageRefused("damaged, its parts reach beyond its end");
    }
    return header;
  }

  private static ImageHeader fields(ByteBuffer from) {
    long fileBytes = from.getLong();
    long writtenMillis = from.getLong();
    long fingerprint = from.getLong();
    long seed = from.getLong();
    List<Extent> parts = new ArrayList<>();
    for (int i = 0; i < Part.values().length; i++) {
      parts.add(new Extent(from.getLong(), from.getLong(), from.getLong(), from.getLong()));
    }
    return new ImageHeader(fileBytes, writtenMillis, fingerprint, seed, parts);
  }

  private static int checksum(byte[] bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, CRC_AT);
    crc.update(new byte[Integer.BYTES]);
    crc.update(bytes, CRC_AT + Integer.BYTES, BYTES - CRC_AT - Integer.BYTES);
    return (int) crc.getValue();
  }
}
