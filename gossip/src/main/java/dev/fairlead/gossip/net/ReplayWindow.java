package dev.fairlead.gossip.net;

/**
 * Which counters of one sender were seen: the highest, and a bit for each of the {@value #SIZE}
 * below it.
 *
 * <pre>
 *        too old        │ window: bit = counter mod 1024 │ new
 *   ────────────────────┼────────────────────────────────┼──────►  counter
 *                  highest-1023                       highest
 * </pre>
 *
 * <p>Confined to one thread.
 */
final class ReplayWindow {
  static final int SIZE = 1024;

  private final long[] bits = new long[SIZE / Long.SIZE];
  private long highest = -1;

  /** Whether {@code counter} comes for the first time; remembers it. */
  boolean accept(long counter) {
    if (counter < 0 || counter <= highest - SIZE) {
      return false;
    }
    if (counter > highest) {
      long skipped = highest < counter - SIZE ? SIZE : counter - highest;
      for (long i = 0; i < skipped; i++) {
        bits[word(counter - i)] &= ~bit(counter - i);
      }
      highest = counter;
    } else if ((bits[word(counter)] & bit(counter)) != 0) {
      return false;
    }
    bits[word(counter)] |= bit(counter);
    return true;
  }

  /** Also right for the few negative ones that are cleared at the start. */
  private static int word(long counter) {
    return Math.floorMod(counter, SIZE) / Long.SIZE;
  }

  private static long bit(long counter) {
    return 1L << Math.floorMod(counter, Long.SIZE);
  }
}
