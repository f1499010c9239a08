package dev.fairlead.catalog.index;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The number under which the catalog knows a row: 32 bits of its id, mixed with a seed of this
 * process, so that nobody can choose ids that collide.
 *
 * <p>Two ids may share a number. Whoever looks rows up by it finds too much then, never too little.
 * Not stable over processes: never stored. Pure functions.
 */
public final class RowHash {
  private static final long SEED = ThreadLocalRandom.current().nextLong();

  /** An odd number of 64 random bits, as multiplicative hashing wants (Knuth, TAOCP 3, 6.4). */
  private static final long FACTOR = 0x9E3779B97F4A7C15L;

  private RowHash() {}

  /** The number of the row {@code id}. */
  public static int of(CharSequence id) {
    long hash = SEED;
    for (int i = 0; i < id.length(); i++) {
      hash = mixed(hash, id.charAt(i));
    }
    return folded(hash);
  }

  /** The number of the row whose id is {@code utf8} from {@code start} on: that of its string. */
  public static int of(byte[] utf8, int start, int length) {
    long hash = SEED;
    for (int i = start; i < start + length; i++) {
      if (utf8[i] < 0) { // not ASCII: bytes are not characters
        return of(new String(utf8, start, length, StandardCharsets.UTF_8));
      }
      hash = mixed(hash, utf8[i]);
    }
    return folded(hash);
  }

  private static long mixed(long hash, int next) {
    long mixed = (hash ^ next) * FACTOR;
    return mixed ^ (mixed >>> 29);
  }

  private static int folded(long hash) {
    return (int) (hash ^ (hash >>> 32));
  }
}
