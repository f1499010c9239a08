package dev.fairlead.catalog.options;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A set of networks, as ranges of addresses: sorted, apart from each other, found by bisection.
 *
 * <pre>
 *   ranges   first high │ first low │ last high │ last low ║ first high │ …
 * </pre>
 *
 * <p>Immutable; {@link #contains} allocates nothing. A network of IPv6 holds no IPv4 address, not
 * even {@code ::/0}.
 */
public final class Networks {
  /** Networks of one list at most. */
  public static final int MAX = 1_000;

  /** Holds nobody. */
  public static final Networks NONE = new Networks(new long[0]);

  private static final int WORDS = 4;
  private static final IpAddress BEFORE_V4 = new IpAddress(0, 0xfffe_ffff_ffffL);
  private static final IpAddress FIRST_V4 = new IpAddress(0, 0xffff_0000_0000L);
  private static final IpAddress AFTER_V4 = new IpAddress(0, 0x1_0000_0000_0000L);

  private final long[] ranges;

  private Networks(long[] ranges) {
    this.ranges = ranges;
  }

  /**
   * A network.
   *
   * @param first its lowest address
   * @param last its highest address
   */
  record Range(IpAddress first, IpAddress last) {
    /** The network of {@code bits} bits, out of 128, that {@code address} is in. */
    static Range of(IpAddress address, int bits) {
      return new Range(address.first(bits), address.last(bits));
    }

    /** An address with or without the length of a prefix; null if it is none. */
    static @Nullable Range of(String text) {
      int slash = text.indexOf('/');
      IpAddress address =
          text.indexOf('%') >= 0 ? null : IpAddress.of(slash < 0 ? text : text.substring(0, slash));
      if (address == null) {
        return null;
      }
      if (slash < 0) {
        return of(address, IpAddress.BITS);
      }
      String digits = text.substring(slash + 1);
      if (!digits.matches("0|[1-9][0-9]{0,2}")) {
        return null;
      }
      int bits = Integer.parseInt(digits) + (text.indexOf(':') < 0 ? IpAddress.V4_OFFSET : 0);
      return bits > IpAddress.BITS ? null : of(address, bits);
    }

    private boolean holds(IpAddress address) {
      return compare(first, address) <= 0 && compare(address, last) <= 0;
    }
  }

  private static int compare(IpAddress one, IpAddress other) {
    return one.compareTo(other.high(), other.low());
  }

  /**
   * The networks of a list such as {@code 10.0.0.0/8}, {@code 2001:db8::/32}, {@code 192.0.2.7}.
   *
   * @throws IllegalArgumentException naming the first that is none
   */
  public static Networks parse(List<String> texts) {
    List<Range> networks = new ArrayList<>();
    for (String text : texts) {
      Range network = Range.of(text);
      if (network == null) {
        throw new IllegalArgumentException("'" + text + "' is no network such as 10.0.0.0/8");
      }
      networks.add(network);
    }
    return of(networks);
  }

  /** The set of all addresses in {@code networks}. */
  static Networks of(List<Range> networks) {
    List<Range> sorted = new ArrayList<>();
    networks.forEach(network -> addWithoutV4(network, sorted));
    sorted.sort(Comparator.comparing(Range::first, Networks::compare));
    List<Range> apart = new ArrayList<>();
    for (Range next : sorted) {
      Range before = apart.isEmpty() ? null : apart.getLast();
      if (before == null || compare(before.last(), next.first()) < 0) {
        apart.add(next);
      } else if (compare(before.last(), next.last()) < 0) {
        apart.set(apart.size() - 1, new Range(before.first(), next.last()));
      }
    }
    return pack(apart);
  }

  /** A network of IPv6 that reaches around all of IPv4 becomes the two parts beside it. */
  private static void addWithoutV4(Range network, List<Range> into) {
    if (network.first().isV4() || !network.holds(FIRST_V4)) {
      into.add(network);
    } else {
      into.add(new Range(network.first(), BEFORE_V4));
      into.add(new Range(AFTER_V4, network.last()));
    }
  }

  private static Networks pack(List<Range> apart) {
    long[] ranges = new long[apart.size() * WORDS];
    for (int i = 0; i < apart.size(); i++) {
      Range range = apart.get(i);
      ranges[i * WORDS] = range.first().high();
      ranges[i * WORDS + 1] = range.first().low();
      ranges[i * WORDS + 2] = range.last().high();
      ranges[i * WORDS + 3] = range.last().low();
    }
    return ranges.length == 0 ? NONE : new Networks(ranges);
  }

  /** Whether it holds nobody. */
  public boolean isEmpty() {
    return ranges.length == 0;
  }

  /** Whether {@code address} is in one of the networks. */
  public boolean contains(IpAddress address) {
    int low = 0;
    int high = ranges.length / WORDS - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      int at = middle * WORDS;
      if (address.compareTo(ranges[at], ranges[at + 1]) < 0) {
        high = middle - 1;
      } else if (address.compareTo(ranges[at + 2], ranges[at + 3]) > 0) {
        low = middle + 1;
      } else {
        return true;
      }
    }
    return false;
  }

  /** About what it weighs. */
  int bytes() {
    return ranges.length * Long.BYTES;
  }

  /** Whether the same addresses are in it. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Networks networks && Arrays.equals(ranges, networks.ranges);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(ranges);
  }
}
