package dev.fairlead.catalog.model;

import static dev.fairlead.catalog.model.InstanceLayout.int32;
import static dev.fairlead.catalog.model.InstanceLayout.int64;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Reads texts and addresses out of packed instances. Pure. */
final class InstanceReading {
  private InstanceReading() {}

  /** Where the id {@code i} starts in the bytes; of the count, where the ids end. */
  static int idStart(byte[] bytes, int i) {
    return InstanceLayout.ids(bytes)
        + InstanceLayout.idEnd(bytes, int64(bytes, InstanceLayout.ENDS), i - 1);
  }

  static String id(byte[] bytes, int i) {
    int start = idStart(bytes, i);
    return new String(bytes, start, idStart(bytes, i + 1) - start, StandardCharsets.UTF_8);
  }

  /** A hash of the id {@code i}, evenly spread, the same on every node. */
  static long idHash(byte[] bytes, int i) {
    int at = idStart(bytes, i);
    int end = idStart(bytes, i + 1);
    long hash = (long) end - at;
    for (; at + Long.BYTES <= end; at += Long.BYTES) {
      hash = mix(hash ^ int64(bytes, at));
    }
    long rest = 0;
    for (; at < end; at++) {
      rest = rest << Byte.SIZE | (bytes[at] & 0xff);
    }
    return mix(hash ^ rest);
  }

  /** Finalizer of splitmix64 (Steele, Lea, Flood, 2014). */
  private static long mix(long z) {
    long mixed = z + 0x9E3779B97F4A7C15L; // otherwise 0 would stay 0
    mixed = (mixed ^ (mixed >>> 30)) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
    return mixed ^ (mixed >>> 31);
  }

  /** Compares the id {@code i} of {@code a} with the id {@code j} of {@code b}, as SQLite does. */
  static int compareIds(byte[] a, int i, byte[] b, int j) {
    return Arrays.compareUnsigned(
        a, idStart(a, i), idStart(a, i + 1), b, idStart(b, j), idStart(b, j + 1));
  }

  /** The place of {@code id} among the first {@code count}, which are sorted; -1 if none. */
  static int find(byte[] bytes, int count, String id) {
    byte[] wanted = id.getBytes(StandardCharsets.UTF_8);
    int low = 0;
    int high = count - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      int start = idStart(bytes, middle);
      int end = idStart(bytes, middle + 1);
      int order = Arrays.compareUnsigned(bytes, start, end, wanted, 0, wanted.length);
      if (order == 0) {
        return middle;
      }
      low = order < 0 ? middle + 1 : low;
      high = order > 0 ? middle - 1 : high;
    }
    return -1;
  }

  /** The node name {@code index}. */
  static String name(byte[] bytes, int index) {
    int names = InstanceLayout.names(bytes);
    int start = InstanceLayout.nameEnd(bytes, index - 1);
    int length = InstanceLayout.nameEnd(bytes, index) - start;
    return new String(bytes, names + start, length, StandardCharsets.UTF_8);
  }

  /** The place of {@code name} among the node names; -1 if it is not there. */
  static int nameIndex(byte[] bytes, String name) {
    byte[] wanted = name.getBytes(StandardCharsets.UTF_8);
    int nodes = int32(bytes, InstanceLayout.NODES);
    int names = InstanceLayout.names(bytes);
    int start = 0;
    for (int i = 0; i < nodes; i++) {
      int end = InstanceLayout.nameEnd(bytes, i);
      if (Arrays.equals(bytes, names + start, names + end, wanted, 0, wanted.length)) {
        return i;
      }
      start = end;
    }
    return -1;
  }

  /** Whether address and port of two instances are the same, written in the same way. */
  static boolean sameEndpoint(byte[] a, int i, byte[] b, int j) {
    return port(a, i) == port(b, j) && Arrays.equals(address(a, i), address(b, j));
  }

  static InetSocketAddress endpoint(byte[] bytes, int i) {
    try {
      return new InetSocketAddress(InetAddress.getByAddress(address(bytes, i)), port(bytes, i));
    } catch (UnknownHostException e) {
      throw new AssertionError("4 and 16 bytes are an address", e);
    }
  }

  private static byte[] address(byte[] bytes, int i) {
    long ends = int64(bytes, InstanceLayout.ENDS);
    if (InstanceLayout.width(ends, InstanceLayout.ADDRESS) == InstanceLayout.IPV6) {
      int at =
          InstanceLayout.ENTRIES
              + i * InstanceLayout.stride(ends)
              + InstanceLayout.start(ends, InstanceLayout.ADDRESS);
      return Arrays.copyOfRange(bytes, at, at + InstanceLayout.IPV6);
    }
    int packed = InstanceLayout.value(bytes, ends, i, InstanceLayout.ADDRESS);
    return new byte[] {
      (byte) (packed >>> 24), (byte) (packed >>> 16), (byte) (packed >>> 8), (byte) packed
    };
  }

  private static int port(byte[] bytes, int i) {
    long ends = int64(bytes, InstanceLayout.ENDS);
    return InstanceLayout.value(bytes, ends, i, InstanceLayout.PORT);
  }

  /** Whether the row of the instance {@code i} allows traffic. */
  static boolean routable(byte[] bytes, long ends, int i) {
    return InstanceFlags.routable(InstanceLayout.value(bytes, ends, i, InstanceLayout.FLAGS))
        && InstanceLayout.value(bytes, ends, i, InstanceLayout.WEIGHT) > 0;
  }
}
