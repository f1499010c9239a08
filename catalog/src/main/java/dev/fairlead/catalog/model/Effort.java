package dev.fairlead.catalog.model;

import java.time.Duration;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/**
 * How much is done for one request before it is given up: the policy keys {@code retry_budget},
 * {@code retry_on}, {@code try_timeout}, {@code replay_body} and {@code queue}.
 *
 * <p>Immutable.
 *
 * @param budgetPermille how many thousandths of a service's requests may be retries, beside a fixed
 *     minimum; 0 for no retries at all
 * @param retryOn after what a request is tried again
 * @param tryTimeout until the first byte of the response, for one try; zero for none
 * @param replayBodyBytes how much of a request's body is kept to send it again
 * @param queue how many may wait for a place below the hard limits
 */
public record Effort(
    int budgetPermille, Set<RetryOn> retryOn, Duration tryTimeout, int replayBodyBytes, int queue) {
  /** As many retries as requests. */
  public static final int MAX_BUDGET_PERMILLE = 1_000;

  /** The largest {@code replay_body}. */
  public static final int MAX_REPLAY_BODY_BYTES = 1024 * 1024;

  /** The longest {@code queue}. */
  public static final int MAX_QUEUE = 10_000;

  /** What a service gets that says nothing. */
  public static final Effort DEFAULT =
      new Effort(
          200,
          EnumSet.of(RetryOn.CONNECT, RetryOn.RESET, RetryOn.TIMEOUT),
          Duration.ZERO,
          64 * 1024,
          1_000);

  /** Copies the set, in the order of its constants. */
  public Effort {
    EnumSet<RetryOn> copy = EnumSet.noneOf(RetryOn.class);
    copy.addAll(retryOn);
    retryOn = Collections.unmodifiableSet(copy);
  }

  /** The same with {@code other} as the share of retries. */
  public Effort withBudgetPermille(int other) {
    return new Effort(other, retryOn, tryTimeout, replayBodyBytes, queue);
  }

  /** The same with {@code other} as the occasions to try again. */
  public Effort withRetryOn(Set<RetryOn> other) {
    return new Effort(budgetPermille, other, tryTimeout, replayBodyBytes, queue);
  }

  /** The same with {@code other} as the time of one try. */
  public Effort withTryTimeout(Duration other) {
    return new Effort(budgetPermille, retryOn, other, replayBodyBytes, queue);
  }

  /** The same with {@code other} bytes of a body kept. */
  public Effort withReplayBodyBytes(int other) {
    return new Effort(budgetPermille, retryOn, tryTimeout, other, queue);
  }

  /** The same with {@code other} places to wait in. */
  public Effort withQueue(int other) {
    return new Effort(budgetPermille, retryOn, tryTimeout, replayBodyBytes, other);
  }
}
