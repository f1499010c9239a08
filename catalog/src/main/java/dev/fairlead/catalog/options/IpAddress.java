package dev.fairlead.catalog.options;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * An IP address as a number of 128 bits; IPv4 as {@code ::ffff:a.b.c.d}, however it was written.
 *
 * <p>Immutable. {@link #of} never asks a name server.
 *
 * @param high the upper 64 bits
 * @param low the lower 64 bits
 */
public record IpAddress(long high, long low) {
  static final int BITS = 128;

  /** Bits before an IPv4 address. */
  static final int V4_OFFSET = 96;

  private static final long V4_PREFIX = 0xffff_0000_0000L;
  private static final long V4_MASK = 0xffff_ffffL;
  private static final int GROUPS = 8;

  /** The address in {@code text}, a literal such as {@code 10.0.0.1} or {@code fe80::1%eth0}. */
  public static @Nullable IpAddress of(String text) {
    int zone = text.indexOf('%');
    String address = zone < 0 ? text : text.substring(0, zone);
    if (address.indexOf(':') >= 0) {
      return v6(address);
    }
    long v4 = v4(address);
    return v4 < 0 ? null : new IpAddress(0, V4_PREFIX | v4);
  }

  /** The same as Java has it. */
  public static IpAddress of(InetAddress address) {
    ByteBuffer bytes = ByteBuffer.wrap(address.getAddress());
    return address instanceof Inet4Address
        ? new IpAddress(0, V4_PREFIX | (bytes.getInt() & V4_MASK))
        : new IpAddress(bytes.getLong(), bytes.getLong());
  }

  /** Whether it is an IPv4 address. */
  public boolean isV4() {
    return high == 0 && (low & ~V4_MASK) == V4_PREFIX;
  }

  /** What counts as one client: an IPv4 address, or the 64 bits of network of an IPv6 one. */
  public IpAddress client() {
    return isV4() ? this : new IpAddress(high, 0);
  }

  /** Four numbers without leading zeros, which some read as octal; -1 if it is none. */
  private static long v4(String text) {
    long address = 0;
    int parts = 0;
    int part = -1;
    for (int i = 0; i <= text.length(); i++) {
      char c = i == text.length() ? '.' : text.charAt(i);
      if (c == '.' && part >= 0) {
        address = address << 8 | part;
        part = -1;
        parts++;
      } else if (c < '0' || c > '9' || part == 0 || parts == 4) {
        return -1;
      } else {
        part = Math.max(part, 0) * 10 + c - '0';
        if (part > 255) {
          return -1;
        }
      }
    }
    return parts == 4 ? address : -1;
  }

  private static @Nullable IpAddress v6(String text) {
    int gap = text.indexOf("::");
    if (gap >= 0 && text.indexOf("::", gap + 1) >= 0) {
      return null;
    }
    int[] groups = new int[GROUPS];
    if (gap < 0) {
      return fill(text, groups, 0) == GROUPS ? of(groups) : null;
    }
    int before = fill(text.substring(0, gap), groups, 0);
    int[] tail = new int[GROUPS];
    int after = fill(text.substring(gap + 2), tail, 0);
    if (before < 0 || after < 0 || before + after >= GROUPS) {
      return null;
    }
    System.arraycopy(tail, 0, groups, GROUPS - after, after);
    return of(groups);
  }

  /** Fills in groups of hex digits, the last two perhaps as IPv4; how many, -1 if they are none. */
  private static int fill(String text, int[] groups, int from) {
    if (text.isEmpty()) {
      return from;
    }
    String[] parts = text.split(":", -1);
    int count = from;
    for (int i = 0; i < parts.length; i++) {
      boolean v4 = i == parts.length - 1 && parts[i].indexOf('.') >= 0;
      if (count + (v4 ? 2 : 1) > GROUPS) {
        return -1;
      }
      if (v4) {
        long address = v4(parts[i]);
        if (address < 0) {
          return -1;
        }
        groups[count++] = (int) (address >>> 16);
        groups[count++] = (int) (address & 0xffff);
      } else if (parts[i].matches("[0-9a-fA-F]{1,4}")) {
        groups[count++] = Integer.parseInt(parts[i], 16);
      } else {
        return -1;
      }
    }
    return count;
  }

  private static IpAddress of(int[] groups) {
    long high = 0;
    long low = 0;
    for (int i = 0; i < GROUPS / 2; i++) {
      high = high << 16 | groups[i];
      low = low << 16 | groups[i + GROUPS / 2];
    }
    return new IpAddress(high, low);
  }

  /** This one with all bits behind the first {@code bits} cleared. */
  IpAddress first(int bits) {
    return new IpAddress(high & mask(bits), low & mask(bits - Long.SIZE));
  }

  /** This one with all bits behind the first {@code bits} set. */
  IpAddress last(int bits) {
    return new IpAddress(high | ~mask(bits), low | ~mask(bits - Long.SIZE));
  }

  private static long mask(int bits) {
    return bits <= 0 ? 0 : bits >= Long.SIZE ? -1 : -1L << (Long.SIZE - bits);
  }

  /** As numbers without sign: below 0, 0 or above 0. */
  int compareTo(long otherHigh, long otherLow) {
    int upper = Long.compareUnsigned(high, otherHigh);
    return upper != 0 ? upper : Long.compareUnsigned(low, otherLow);
  }
}
