package dev.fairlead.catalog.model;

import java.time.Duration;
import java.util.function.Consumer;

/**
 * How a service wants to be served: the keys of its {@code policy} column.
 *
 * <p>Immutable. Keys of features that are not built yet are kept in the row and reported once by
 * {@code show services}, not applied.
 *
 * @param choosing how an instance is chosen
 * @param retries further instances to try; {@code effort} says after what
 * @param timeout until the first byte of the response, over all tries; zero for none
 * @param connectTimeout until an instance accepted the connection
 * @param idleTimeout without a byte in either direction
 * @param queueWait how long to wait for a place below the hard limits
 * @param spill when to leave for another region although instances exist here
 * @param maxBodyBytes the largest body of a request that an instance gets
 * @param greeting what instances get before the first byte
 * @param effort how much is done for one request before it is given up
 */
public record Policy(
    Choosing choosing,
    int retries,
    Duration timeout,
    Duration connectTimeout,
    Duration idleTimeout,
    Duration queueWait,
    Spill spill,
    long maxBodyBytes,
    Greeting greeting,
    Effort effort) {

  /** Bodies of any size: they are passed on piece by piece and cost no memory here. */
  public static final long ANY_BODY = Long.MAX_VALUE;

  /** What a service gets that says nothing; another one is this with some keys changed. */
  public static final Policy DEFAULT =
      new Policy(
          Choosing.DEFAULT,
          2,
          Duration.ofSeconds(60),
          Duration.ofSeconds(1),
          Duration.ofMinutes(5),
          Duration.ofSeconds(1),
          Spill.FULL,
          ANY_BODY,
          Greeting.NONE,
          Effort.DEFAULT);

  /** How one of those that may be chosen is. */
  public Balance balance() {
    return choosing.balance();
  }

  /** The same, but choosing by {@code other}. */
  public Policy with(Choosing other) {
    return changed(draft -> draft.choosing = other);
  }

  /** The same, but balanced by {@code other}. */
  public Policy withBalance(Balance other) {
    return with(choosing.withBalance(other));
  }

  /** The same with {@code other} retries. */
  public Policy withRetries(int other) {
    return changed(draft -> draft.retries = other);
  }

  /** The same with {@code other} as the time until a response begins. */
  public Policy withTimeout(Duration other) {
    return changed(draft -> draft.timeout = other);
  }

  /** The same with {@code other} as the time until a connection is accepted. */
  public Policy withConnectTimeout(Duration other) {
    return changed(draft -> draft.connectTimeout = other);
  }

  /** The same with {@code other} as the time without a byte. */
  public Policy withIdleTimeout(Duration other) {
    return changed(draft -> draft.idleTimeout = other);
  }

  /** The same with {@code other} as the wait for a free place. */
  public Policy withQueueWait(Duration other) {
    return changed(draft -> draft.queueWait = other);
  }

  /** The same with {@code other} as the reason to leave the region. */
  public Policy withSpill(Spill other) {
    return changed(draft -> draft.spill = other);
  }

  /** The same with {@code other} bytes as the largest body. */
  public Policy withMaxBodyBytes(long other) {
    return changed(draft -> draft.maxBodyBytes = other);
  }

  /** The same, but instances get {@code other} first. */
  public Policy with(Greeting other) {
    return changed(draft -> draft.greeting = other);
  }

  /** The same with {@code other} as what is done for one request. */
  public Policy withEffort(Effort other) {
    return changed(draft -> draft.effort = other);
  }

  private Policy changed(Consumer<Draft> change) {
    Draft draft = new Draft(this);
    change.accept(draft);
    return draft.policy();
  }

  /** How an instance is chosen. */
  public enum Balance {
    /** Two at random, the less loaded of them. */
    P2C,
    /** In turn. */
    ROUND_ROBIN,
    /** By a hash of the request. */
    HASH
  }

  /** When to leave for another region although instances exist here. */
  public enum Spill {
    /** When all are at their hard limit. */
    FULL,
    /** When all are at or above their soft limit. */
    HIGH,
    /** Never. */
    NEVER
  }

  /** A policy of which one key changes, so that no other need be named for that. */
  private static final class Draft {
    private Choosing choosing;
    private int retries;
    private Duration timeout;
    private Duration connectTimeout;
    private Duration idleTimeout;
    private Duration queueWait;
    private Spill spill;
    private long maxBodyBytes;
    private Greeting greeting;
    private Effort effort;

    Draft(Policy from) {
      this.choosing = from.choosing();
      this.retries = from.retries();
      this.timeout = from.timeout();
      this.connectTimeout = from.connectTimeout();
      this.idleTimeout = from.idleTimeout();
      this.queueWait = from.queueWait();
      this.spill = from.spill();
      this.maxBodyBytes = from.maxBodyBytes();
      this.greeting = from.greeting();
      this.effort = from.effort();
    }

    Policy policy() {
      return new Policy(
          choosing,
          retries,
          timeout,
          connectTimeout,
          idleTimeout,
          queueWait,
          spill,
          maxBodyBytes,
          greeting,
          effort);
    }
  }
}
