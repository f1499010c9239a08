package dev.fairlead.catalog.model;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Where everything is in the bytes of {@link Instances}. Pure.
 *
 * <pre>
 *  byte 0       4       8          12      16      20          24        28        36         60
 *  ┌────────┬───────┬──────────┬───────┬───────┬───────────┬─────────┬─────────┬──────────┐
 *  │ format │ count │ routable │ owned │ nodes │ nameBytes │ idBytes │ ends    │ bases    │  header
 *  │  i32   │  i32  │   i32    │  i32  │  i32  │    i32    │   i32   │ 8 × u8  │ 6 × i32  │
 *  ├────────┴───────┴──────────┴───────┴───────┴───────────┴─────────┴─────────┴──────────┤
 *  │ count entries: idEnd │ node │ address │ port │ flags │ weight │ soft │ hard          │  60 …
 *  ├───────────────────────────────────────────────────────────────────────────────────────┤
 *  │ nodes name ends │ nameBytes of node names, UTF-8 │ idBytes of ids, UTF-8              │
 *  └───────────────────────────────────────────────────────────────────────────────────────┘
 *
 *  entries   [0, routable)      routable: the row allows traffic, its node is alive
 *            [routable, owned)  unroutable: the row forbids it
 *            [owned, count)     ownerless: its node is not alive;   each part in the order of ids
 *  flags     as in InstanceFlags
 * </pre>
 *
 * <p>Little endian. {@code ends} are where the fields end within an entry: a field is 0, 1, 2 or 4
 * bytes wide, as its largest value needs; a value is the field's base plus what is stored, so a
 * field that is the same everywhere takes no space. An address is 16 bytes if any of them is IPv6,
 * then IPv4 is written as {@code ::ffff:a.b.c.d}. {@code idEnd} counts from the first id byte, a
 * name end, as wide as {@code nameBytes} needs, from the first name byte.
 */
final class InstanceLayout {
  /** {@code "INS"} and version 1. */
  static final int FORMAT = 0x01_53_4e_49;

  static final int COUNT = 4;
  static final int ROUTABLE = 8;
  static final int OWNED = 12;
  static final int NODES = 16;
  static final int NAME_BYTES = 20;
  static final int ID_BYTES = 24;
  static final int ENDS = 28;
  static final int BASES = 36;
  static final int ENTRIES = 60;

  static final int ID_END = 0;
  static final int NODE = 1;

  /** The first field that has a base. */
  static final int ADDRESS = 2;

  static final int PORT = 3;
  static final int FLAGS = 4;
  static final int WEIGHT = 5;
  static final int SOFT = 6;
  static final int HARD = 7;
  static final int FIELDS = 8;

  static final int IPV6 = 16;

  private static final VarHandle SHORTS =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private InstanceLayout() {}

  /** The four bytes at {@code at}; plain access, the bytes never change once shared. */
  static int int32(byte[] bytes, int at) {
    return (int) INTS.get(bytes, at);
  }

  static void int32(byte[] bytes, int at, int value) {
    INTS.set(bytes, at, value);
  }

  /** The eight bytes at {@code at}. */
  static long int64(byte[] bytes, int at) {
    return (long) LONGS.get(bytes, at);
  }

  static void int64(byte[] bytes, int at, long value) {
    LONGS.set(bytes, at, value);
  }

  /** How many bytes, 0, 1, 2 or 4, hold every value up to {@code largest}, which is unsigned. */
  static int widthFor(int largest) {
    if (largest == 0) {
      return 0;
    }
    return largest >>> 8 == 0 ? 1 : largest >>> 16 == 0 ? 2 : 4;
  }

  /** The value that is {@code width} bytes wide, 0 to 4. */
  static int unsigned(byte[] bytes, int at, int width) {
    return switch (width) {
      case 0 -> 0;
      case 1 -> bytes[at] & 0xff;
      case 2 -> (short) SHORTS.get(bytes, at) & 0xffff;
      default -> (int) INTS.get(bytes, at);
    };
  }

  static void unsigned(byte[] bytes, int at, int width, int value) {
    switch (width) {
      case 0 -> {}
      case 1 -> bytes[at] = (byte) value;
      case 2 -> SHORTS.set(bytes, at, (short) value);
      default -> INTS.set(bytes, at, value);
    }
  }

  /** Where {@code field} starts within an entry. */
  static int start(long ends, int field) {
    return field == 0 ? 0 : (int) (ends >>> (8 * (field - 1))) & 0xff;
  }

  static int width(long ends, int field) {
    return ((int) (ends >>> (8 * field)) & 0xff) - start(ends, field);
  }

  /** How long an entry is. */
  static int stride(long ends) {
    return (int) (ends >>> (8 * HARD)) & 0xff;
  }

  /** What is added to the stored values of {@code field}. */
  static int base(byte[] bytes, int field) {
    return field < ADDRESS ? 0 : int32(bytes, BASES + 4 * (field - ADDRESS));
  }

  /** The value of {@code field}, at most 4 bytes wide, of entry {@code i}. */
  static int value(byte[] bytes, long ends, int i, int field) {
    int at = ENTRIES + i * stride(ends) + start(ends, field);
    return base(bytes, field) + unsigned(bytes, at, width(ends, field));
  }

  /** Where the name ends begin. */
  static int nameEnds(byte[] bytes) {
    return ENTRIES + int32(bytes, COUNT) * stride(int64(bytes, ENDS));
  }

  /** Where the names begin. */
  static int names(byte[] bytes) {
    return nameEnds(bytes) + int32(bytes, NODES) * widthFor(int32(bytes, NAME_BYTES));
  }

  /** Where the ids begin. */
  static int ids(byte[] bytes) {
    return names(bytes) + int32(bytes, NAME_BYTES);
  }

  /** Where the name {@code index} ends within the names; 0 for -1. */
  static int nameEnd(byte[] bytes, int index) {
    int width = widthFor(int32(bytes, NAME_BYTES));
    return index < 0 ? 0 : unsigned(bytes, nameEnds(bytes) + index * width, width);
  }

  /** Where the id {@code i} ends within the ids; 0 for -1. */
  static int idEnd(byte[] bytes, long ends, int i) {
    return i < 0 ? 0 : value(bytes, ends, i, ID_END);
  }
}
