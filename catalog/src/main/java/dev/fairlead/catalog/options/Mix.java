package dev.fairlead.catalog.options;

/**
 * Spreads the bits of a number over all of a long, as Steele and others finish SplitMix64.
 *
 * <p>Pure. Not a secret: who must not foresee the result mixes in a random seed.
 */
public final class Mix {
  private Mix() {}

  /** {@code bits}, spread. */
  public static long of(long bits) {
    long z = bits + 0x9e3779b97f4a7c15L;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
