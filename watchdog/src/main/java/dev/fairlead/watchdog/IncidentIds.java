package dev.fairlead.watchdog;

/**
 * Names of incidents: the wall clock in milliseconds, as nine digits of base 32. They sort by time
 * and never repeat within one watchdog, even when the clock is set back. Used by one thread.
 */
final class IncidentIds {
  private static final String DIGITS = "0123456789abcdefghjkmnpqrstvwxyz"; // without i, l, o, u
  private static final int LENGTH = 9;

  private long last;

  String next(long nowMillis) {
    last = Math.max(last + 1, nowMillis);
    StringBuilder id = new StringBuilder(LENGTH);
    for (int shift = 5 * (LENGTH - 1); shift >= 0; shift -= 5) {
      id.append(DIGITS.charAt((int) (last >>> shift) & 31));
    }
    return id.toString();
  }
}
