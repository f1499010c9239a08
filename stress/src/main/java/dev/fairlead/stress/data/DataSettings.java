package dev.fairlead.stress.data;

import java.util.Locale;

/**
 * Which data set.
 *
 * <p>Immutable. Equal settings make equal rows.
 *
 * @param seed of everything random
 * @param services how many services
 * @param instances about how many instances they have together, all of region {@link #REGION}
 */
public record DataSettings(long seed, int services, int instances) {
  /** The region whose replica it is. */
  public static final String REGION = "waw";

  /** The node whose data folder it is; owns one in {@link #NODES} of the instances. */
  public static final String NODE = "waw-001";

  /** Nodes of the region that own instances. */
  public static final int NODES = 100;

  /** Checks the sizes. */
  public DataSettings {
    if (services < 1 || instances < services) {
      throw new IllegalArgumentException(
          "a data set needs at least one service and as many instances, not %d and %d"
              .formatted(services, instances));
    }
  }

  /** The size that targets speak of: a million services, three million instances. */
  public static DataSettings full(long seed) {
    return new DataSettings(seed, 1_000_000, 3_000_000);
  }

  /** The name of its folder. */
  String folder() {
    return String.format(Locale.ROOT, "%ds-%di-seed%d", services, instances, seed);
  }
}
