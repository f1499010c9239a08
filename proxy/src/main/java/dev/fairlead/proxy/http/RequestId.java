package dev.fairlead.proxy.http;

import java.util.random.RandomGenerator;

/**
 * Names of requests: ULIDs, 48 bits of milliseconds and 80 random bits in Crockford's base 32.
 *
 * <pre>
 *   01ARZ3NDEK TSV4RRFFQ69G5FAV
 *   time       randomness
 * </pre>
 */
final class RequestId {
  private static final String DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  private static final int TIME_DIGITS = 10;
  private static final int RANDOM_DIGITS = 16;

  private RequestId() {}

  /** A new id; ids of later milliseconds sort behind. */
  static String next(long epochMillis, RandomGenerator random) {
    char[] text = new char[TIME_DIGITS + RANDOM_DIGITS];
    long time = epochMillis;
    for (int i = TIME_DIGITS - 1; i >= 0; i--) {
      text[i] = DIGITS.charAt((int) (time & 31));
      time >>>= 5;
    }
    long high = random.nextLong();
    long low = random.nextLong();
    for (int i = 0; i < RANDOM_DIGITS / 2; i++) {
      text[TIME_DIGITS + i] = DIGITS.charAt((int) (high >>> (5 * i)) & 31);
      text[TIME_DIGITS + RANDOM_DIGITS / 2 + i] = DIGITS.charAt((int) (low >>> (5 * i)) & 31);
    }
    return new String(text);
  }
}
