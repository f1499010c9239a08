package dev.fairlead.stress.data;

import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/** Names as long as real ones. Pure. */
final class Names {
  private static final List<String> FIRST =
      List.of("calm", "bold", "red", "quiet", "young", "late", "dry", "silent", "wild", "snowy");
  private static final List<String> SECOND =
      List.of("river", "sun", "harbour", "field", "moon", "pine", "cloud", "lake", "stone", "star");

  /** 2^56 minus 1: what 14 hexadecimal digits hold. */
  private static final long MASK = (1L << 56) - 1;

  /** Odd, so multiplying by it is one to one modulo 2^56. */
  private static final long SPREAD = 0x9E3779B97F4A7DL;

  private Names() {}

  /** Such as {@code calm-river-0002n9c}; the first thing drawn from a service's randomness. */
  static String service(int index, SplittableRandom random) {
    String number = Integer.toString(index, 36);
    return FIRST.get(random.nextInt(FIRST.size()))
        + '-'
        + SECOND.get(random.nextInt(SECOND.size()))
        + '-'
        + "0".repeat(Math.max(0, 5 - number.length()))
        + number;
  }

  static String host(String service) {
    return service + ".fleet.example";
  }

  /** 14 hexadecimal digits, different for all instances. */
  static String instance(int service, int i) {
    long number = ((long) service << 16 | i) * SPREAD & MASK;
    return String.format(Locale.ROOT, "%014x", number);
  }

  /** Such as {@code waw-001}, from 0. */
  static String node(String region, int i) {
    return String.format(Locale.ROOT, "%s-%03d", region, i + 1);
  }
}
