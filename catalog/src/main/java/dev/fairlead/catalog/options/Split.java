package dev.fairlead.catalog.options;

import java.util.List;

/**
 * Services that share the requests of a route by weight.
 *
 * <p>Immutable. The same client goes to the same service on every node and after every restart, and
 * a change of one weight moves clients only towards or away from that service: each service draws a
 * score from the client and itself, the best score wins (weighted rendezvous hashing).
 *
 * @param shares the services; none means the route's own
 */
public record Split(List<Share> shares) {
  /** Services at most. */
  static final int MAX_SHARES = 16;

  /** The largest weight. */
  static final int MAX_WEIGHT = 1_000_000;

  /** Leaves it to the route's own service. */
  public static final Split NONE = new Split(List.of());

  /** So that no draw is 0, whose logarithm is none. */
  private static final double HALF = 0.5;

  private static final double DRAWS = 1L << 53;

  /**
   * A service's part.
   *
   * @param service its id
   * @param weight its part of the sum of all weights; 0 for none
   */
  public record Share(String service, int weight) {}

  /** Copies the list. */
  public Split {
    shares = List.copyOf(shares);
  }

  /** Whether there is nothing to choose from. */
  public boolean isEmpty() {
    return shares.isEmpty();
  }

  /** The service of {@code client}; empty if no weight is above 0. */
  public String choose(IpAddress client) {
    String best = "";
    double bestScore = Double.POSITIVE_INFINITY;
    for (Share share : shares) {
      double draw = ((hash(client, share.service()) >>> 11) + HALF) / DRAWS;
      double score =
          share.weight() == 0 ? Double.POSITIVE_INFINITY : -Math.log(draw) / share.weight();
      if (score < bestScore) {
        best = share.service();
        bestScore = score;
      }
    }
    return best;
  }

  /** The same on every node, so not {@link Object#hashCode} of anything that may change. */
  private static long hash(IpAddress client, String service) {
    long hash = Mix.of(client.high());
    hash = Mix.of(hash ^ client.low());
    return Mix.of(hash ^ service.hashCode());
  }
}
