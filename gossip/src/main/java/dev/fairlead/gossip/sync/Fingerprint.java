package dev.fairlead.gossip.sync;

import dev.fairlead.gossip.change.Known;
import dev.fairlead.gossip.change.Stream;
import dev.fairlead.gossip.change.VersionRange;
import dev.fairlead.gossip.change.VersionVector;

/**
 * 128 bits that are equal when two vectors are, and otherwise practically never.
 *
 * <p>A sum over the streams, so their order does not matter. Not a defence against forgery: whoever
 * can send one can send wrong versions as well. Immutable.
 *
 * @param high the first eight bytes
 * @param low the last eight bytes
 */
public record Fingerprint(long high, long low) {
  /** The fingerprint of {@code vector}. */
  public static Fingerprint of(VersionVector vector) {
    long high = 0;
    long low = 0;
    for (var entry : vector.streams().entrySet()) {
      high += hash(entry.getKey(), entry.getValue(), 0x5851F42D4C957F2DL);
      low += hash(entry.getKey(), entry.getValue(), 0x14057B7EF767814FL);
    }
    return new Fingerprint(high, low);
  }

  private static long hash(Stream stream, Known known, long seed) {
    long hash = mix(seed ^ stream.origin().high());
    hash = mix(hash ^ stream.origin().low());
    String region = stream.scope().region();
    for (int i = 0; i < region.length(); i++) {
      hash = mix(hash ^ region.charAt(i));
    }
    hash = mix(hash ^ known.head());
    for (VersionRange gap : known.gaps()) {
      hash = mix(mix(hash ^ gap.first()) ^ gap.last());
    }
    return hash;
  }

  /** The finalizer of SplitMix64: every input bit reaches every output bit. */
  private static long mix(long value) {
    long z = value + 0x9E3779B97F4A7C15L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
