package dev.fairlead.catalog.model;

import static dev.fairlead.catalog.model.InstanceLayout.int32;
import static dev.fairlead.catalog.model.InstanceLayout.int64;

/**
 * Checks bytes that come from outside before anything reads them as {@link Instances}: afterwards
 * no accessor reads beyond them or finds a value it cannot stand for. Pure.
 */
final class InstanceCheck {
  private static final int MAX_PORT = 65_535;

  private InstanceCheck() {}

  /**
   * Returns if {@code bytes} are well formed.
   *
   * @throws IllegalArgumentException naming what is wrong, and where
   */
  static void check(byte[] bytes) {
    require(bytes.length >= InstanceLayout.ENTRIES, "shorter than a header", bytes.length);
    require(int32(bytes, 0) == InstanceLayout.FORMAT, "another format", int32(bytes, 0));
    int count = between(bytes, InstanceLayout.COUNT, Instances.MAX, "count");
    int owned = between(bytes, InstanceLayout.OWNED, count, "owned");
    between(bytes, InstanceLayout.ROUTABLE, owned, "routable");
    int nodes = between(bytes, InstanceLayout.NODES, count, "nodes");
    int nameBytes = between(bytes, InstanceLayout.NAME_BYTES, bytes.length, "name bytes");
    int idBytes = between(bytes, InstanceLayout.ID_BYTES, bytes.length, "id bytes");
    long ends = int64(bytes, InstanceLayout.ENDS);
    checkWidths(ends, idBytes);
    long length =
        InstanceLayout.ENTRIES
            + (long) count * InstanceLayout.stride(ends)
            + (long) nodes * InstanceLayout.widthFor(nameBytes)
            + nameBytes
            + idBytes;
    require(length == bytes.length, "another length than announced", length);
    checkNames(bytes, nodes, nameBytes);
    for (int i = 0; i < count; i++) {
      checkEntry(bytes, ends, i);
    }
    int last = InstanceLayout.idEnd(bytes, ends, count - 1);
    require(last == idBytes, "id bytes that belong to no id", last);
  }

  private static int between(byte[] bytes, int at, int most, String what) {
    int value = int32(bytes, at);
    require(value >= 0 && value <= most, what, value);
    return value;
  }

  private static void checkWidths(long ends, int idBytes) {
    for (int field = 0; field < InstanceLayout.FIELDS; field++) {
      int width = InstanceLayout.width(ends, field);
      boolean address = field == InstanceLayout.ADDRESS && width == InstanceLayout.IPV6;
      boolean known = width == 0 || width == 1 || width == 2 || width == 4 || address;
      require(known, "width of field " + field, width);
    }
    int idWidth = InstanceLayout.width(ends, InstanceLayout.ID_END);
    require(idWidth == InstanceLayout.widthFor(idBytes), "width of id ends", idWidth);
  }

  private static void checkNames(byte[] bytes, int nodes, int nameBytes) {
    int before = 0;
    for (int i = 0; i < nodes; i++) {
      int end = InstanceLayout.nameEnd(bytes, i);
      require(end >= before && end <= nameBytes, "end of node name " + i, end);
      before = end;
    }
    require(before == nameBytes, "name bytes that belong to no node", before);
  }

  private static void checkEntry(byte[] bytes, long ends, int i) {
    int start = InstanceLayout.idEnd(bytes, ends, i - 1);
    int end = InstanceLayout.idEnd(bytes, ends, i);
    int most = int32(bytes, InstanceLayout.ID_BYTES);
    require(end >= start && end <= most, "end of id " + i, end);
    inRange(bytes, ends, i, InstanceLayout.NODE, int32(bytes, InstanceLayout.NODES) - 1);
    inRange(bytes, ends, i, InstanceLayout.PORT, MAX_PORT);
    for (int field = InstanceLayout.WEIGHT; field <= InstanceLayout.HARD; field++) {
      inRange(bytes, ends, i, field, Integer.MAX_VALUE);
    }
    int flags = InstanceLayout.value(bytes, ends, i, InstanceLayout.FLAGS);
    require(InstanceFlags.known(flags), "flags of entry " + i, flags);
    if (i < int32(bytes, InstanceLayout.OWNED)) {
      boolean inPart = i < int32(bytes, InstanceLayout.ROUTABLE);
      require(InstanceReading.routable(bytes, ends, i) == inPart, "part of entry", i);
    }
  }

  private static void inRange(byte[] bytes, long ends, int i, int field, int most) {
    int value = InstanceLayout.value(bytes, ends, i, field);
    require(value >= 0 && value <= most, "field " + field + " of entry " + i, value);
  }

  private static void require(boolean holds, String what, long value) {
    if (!holds) {
      throw new IllegalArgumentException("packed instances: " + what + " (" + value + ")");
    }
  }
}
