package dev.fairlead.stress.bench.load;

/**
 * What a load was answered.
 *
 * <p>Immutable.
 *
 * @param requests answers that were complete
 * @param seconds how long it took
 * @param p50Micros half of the answers took at most this
 * @param p99Micros all but one in a hundred took at most this
 * @param failed answers other than 200, and none
 */
public record Answered(
    long requests, double seconds, double p50Micros, double p99Micros, long failed) {
  /** Requests a second. */
  public double rate() {
    return requests / seconds;
  }
}
