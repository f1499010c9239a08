package dev.fairlead.catalog.model;

import static dev.fairlead.catalog.model.InstanceLayout.int32;
import static dev.fairlead.catalog.model.InstanceLayout.int64;
import static dev.fairlead.catalog.model.InstanceLayout.unsigned;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Packs rows into the bytes of {@link Instances}, as if all their nodes were alive.
 *
 * <p>The same rows give the same bytes, in whatever order they come. Confined to one call of {@link
 * #pack}.
 */
final class InstancePacking {
  private static final byte[] IPV4_PREFIX = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1};

  /** A row with its id and address as bytes. */
  private static final class Entry {
    private final InstanceRow row;
    private final byte[] id;
    private final byte[] address;

    Entry(InstanceRow row) {
      this.row = row;
      this.id = row.id().getBytes(StandardCharsets.UTF_8);
      this.address = row.endpoint().getAddress().getAddress();
    }

    byte[] id() {
      return id;
    }
  }

  /** Routable ones first, then by id as SQLite compares text. */
  private static final Comparator<Entry> ORDER =
      Comparator.comparing((Entry entry) -> !entry.row.routable())
          .thenComparing(Entry::id, Arrays::compareUnsigned);

  private final List<Entry> entries;
  private final boolean ipv6;
  private final Map<String, Integer> nodes = new LinkedHashMap<>();
  private final int[][] values;
  private final int[] bases = new int[InstanceLayout.FIELDS];
  private long ends;

  private InstancePacking(List<Entry> entries) {
    this.entries = entries;
    this.ipv6 = entries.stream().anyMatch(entry -> entry.address.length == InstanceLayout.IPV6);
    this.values = new int[InstanceLayout.FIELDS][entries.size()];
  }

  /** The bytes of {@code rows}; no id twice. */
  static byte[] pack(List<InstanceRow> rows) {
    return new InstancePacking(rows.stream().map(Entry::new).sorted(ORDER).toList()).pack();
  }

  private byte[] pack() {
    int idBytes = 0;
    for (int i = 0; i < entries.size(); i++) {
      idBytes = Math.addExact(idBytes, entries.get(i).id.length);
      take(i, idBytes);
    }
    measure();
    byte[] names = String.join("", nodes.keySet()).getBytes(StandardCharsets.UTF_8);
    int nameWidth = InstanceLayout.widthFor(names.length);
    int body = entries.size() * InstanceLayout.stride(ends) + nodes.size() * nameWidth;
    byte[] bytes = new byte[Math.addExact(InstanceLayout.ENTRIES + body + names.length, idBytes)];
    writeHeader(bytes, names.length, idBytes);
    writeEntries(bytes);
    writeNameEnds(bytes, nameWidth);
    System.arraycopy(names, 0, bytes, InstanceLayout.names(bytes), names.length);
    return bytes;
  }

  private void take(int i, int idEnd) {
    Entry entry = entries.get(i);
    InstanceRow row = entry.row;
    values[InstanceLayout.ID_END][i] = idEnd;
    values[InstanceLayout.NODE][i] = nodes.computeIfAbsent(row.node(), _ -> nodes.size());
    values[InstanceLayout.ADDRESS][i] = ipv6 ? 0 : bigEndian(entry.address);
    values[InstanceLayout.PORT][i] = row.endpoint().getPort();
    values[InstanceLayout.FLAGS][i] = InstanceFlags.of(row.state(), row.health());
    values[InstanceLayout.WEIGHT][i] = row.weight();
    values[InstanceLayout.SOFT][i] = row.soft();
    values[InstanceLayout.HARD][i] = row.hard();
  }

  private static int bigEndian(byte[] ipv4) {
    return ipv4[0] << 24 | (ipv4[1] & 0xff) << 16 | (ipv4[2] & 0xff) << 8 | (ipv4[3] & 0xff);
  }

  /** Finds the base and the width of each field; all values are compared unsigned. */
  private void measure() {
    int end = 0;
    for (int field = 0; field < InstanceLayout.FIELDS; field++) {
      int least = -1;
      int largest = 0;
      for (int value : values[field]) {
        least = Integer.compareUnsigned(value, least) < 0 ? value : least;
        largest = Integer.compareUnsigned(value, largest) > 0 ? value : largest;
      }
      bases[field] = field < InstanceLayout.ADDRESS || entries.isEmpty() ? 0 : least;
      end +=
          field == InstanceLayout.ADDRESS && ipv6
              ? InstanceLayout.IPV6
              : InstanceLayout.widthFor(largest - bases[field]);
      ends |= (long) end << (8 * field);
    }
  }

  private void writeHeader(byte[] bytes, int nameBytes, int idBytes) {
    int routable = (int) entries.stream().filter(entry -> entry.row.routable()).count();
    int32(bytes, 0, InstanceLayout.FORMAT);
    int32(bytes, InstanceLayout.COUNT, entries.size());
    int32(bytes, InstanceLayout.ROUTABLE, routable);
    int32(bytes, InstanceLayout.OWNED, entries.size());
    int32(bytes, InstanceLayout.NODES, nodes.size());
    int32(bytes, InstanceLayout.NAME_BYTES, nameBytes);
    int32(bytes, InstanceLayout.ID_BYTES, idBytes);
    int64(bytes, InstanceLayout.ENDS, ends);
    for (int field = InstanceLayout.ADDRESS; field < InstanceLayout.FIELDS; field++) {
      int32(bytes, InstanceLayout.BASES + 4 * (field - InstanceLayout.ADDRESS), bases[field]);
    }
  }

  private void writeEntries(byte[] bytes) {
    int ids = InstanceLayout.ids(bytes);
    for (int i = 0; i < entries.size(); i++) {
      int entry = InstanceLayout.ENTRIES + i * InstanceLayout.stride(ends);
      for (int field = 0; field < InstanceLayout.FIELDS; field++) {
        int at = entry + InstanceLayout.start(ends, field);
        if (field == InstanceLayout.ADDRESS && ipv6) {
          writeIpv6(bytes, at, entries.get(i).address);
        } else {
          int stored = values[field][i] - bases[field];
          unsigned(bytes, at, InstanceLayout.width(ends, field), stored);
        }
      }
      byte[] id = entries.get(i).id;
      System.arraycopy(id, 0, bytes, ids + values[InstanceLayout.ID_END][i] - id.length, id.length);
    }
  }

  private static void writeIpv6(byte[] bytes, int at, byte[] address) {
    int prefix = InstanceLayout.IPV6 - address.length;
    System.arraycopy(IPV4_PREFIX, 0, bytes, at, prefix);
    System.arraycopy(address, 0, bytes, at + prefix, address.length);
  }

  private void writeNameEnds(byte[] bytes, int width) {
    int at = InstanceLayout.nameEnds(bytes);
    int end = 0;
    for (String name : nodes.keySet()) {
      end += name.getBytes(StandardCharsets.UTF_8).length;
      unsigned(bytes, at, width, end);
      at += width;
    }
  }
}
