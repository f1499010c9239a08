package dev.fairlead.catalog.model;

import dev.fairlead.catalog.model.Policy.Balance;
import java.time.Duration;

/**
 * How one of a service's instances is chosen: a part of its policy.
 *
 * <p>Immutable.
 *
 * @param balance among those that may be chosen
 * @param ejection which may not, because they failed
 * @param hashOn what {@code balance = hash} hashes
 * @param hashBalance percentage of the average in flight beyond which a key moves on; 0 for none
 * @param sticky the cookie that names the instance a client is kept at; empty for none
 * @param slowStart over how long the weight of one that is new grows; zero for at once
 */
public record Choosing(
    Balance balance,
    Ejection ejection,
    HashOn hashOn,
    int hashBalance,
    String sticky,
    Duration slowStart) {
  /** The name of the cookie if a policy says none. */
  public static final String STICKY = "fairlead-sticky";

  /** What a service gets that says nothing. */
  public static final Choosing DEFAULT =
      new Choosing(Balance.P2C, Ejection.DEFAULT, HashOn.IP, 125, "", Duration.ZERO);

  /** The same, but balanced by {@code other}. */
  public Choosing withBalance(Balance other) {
    return new Choosing(other, ejection, hashOn, hashBalance, sticky, slowStart);
  }

  /** The same, but ejecting by {@code other}. */
  public Choosing withEjection(Ejection other) {
    return new Choosing(balance, other, hashOn, hashBalance, sticky, slowStart);
  }

  /** The same, but hashing {@code other}. */
  public Choosing withHashOn(HashOn other) {
    return new Choosing(balance, ejection, other, hashBalance, sticky, slowStart);
  }

  /** The same with {@code other} as the bound of a hash. */
  public Choosing withHashBalance(int other) {
    return new Choosing(balance, ejection, hashOn, other, sticky, slowStart);
  }

  /** The same with {@code other} as the cookie. */
  public Choosing withSticky(String other) {
    return new Choosing(balance, ejection, hashOn, hashBalance, other, slowStart);
  }

  /** The same with {@code other} as the time in which a new one gets its weight. */
  public Choosing withSlowStart(Duration other) {
    return new Choosing(balance, ejection, hashOn, hashBalance, sticky, other);
  }
}
