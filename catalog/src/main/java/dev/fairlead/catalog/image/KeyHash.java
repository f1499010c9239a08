package dev.fairlead.catalog.image;

/**
 * The hashes that an image is sorted by.
 *
 * <p>Pure. Each image draws its own seed, so that nobody can choose names that collide.
 */
final class KeyHash {
  private static final long ODD = 0x9E37_79B9_7F4A_7C15L; // 2^64 / golden ratio
  private static final long MIX = 0xD6E8_FEB8_6659_FD93L;

  private KeyHash() {}

  /** The hash of {@code key}, uniform over all 64 bits. */
  static long of(String key, long seed) {
    long hash = seed ^ key.length();
    for (int i = 0; i < key.length(); i++) {
      hash = (hash ^ key.charAt(i)) * ODD;
      hash ^= hash >>> 29;
    }
    hash = (hash ^ hash >>> 32) * MIX;
    return hash ^ hash >>> 32;
  }

  /** The hash of a row's id: two may share one, then too much is found, never too little. */
  static int ofRow(String id, long seed) {
    return (int) of(id, seed);
  }
}
