package dev.fairlead.gossip.swim;

import java.time.Duration;

/**
 * How fast membership runs.
 *
 * <pre>
 *   probe:  0 ──ping── retryAfter ──ping── 2·retryAfter ──ping, relays, stream── probeTimeout: suspect
 *   then:   suspicionMin (k+1 accusers) … suspicionMax (one accuser): dead
 * </pre>
 *
 * <p>Too short a suspicion shows as members that flap between dead and alive while their logs show
 * refutations; too long a one only delays the news of real deaths. Immutable.
 *
 * @param probeInterval one member is probed per interval
 * @param retryAfter between the tries of a probe, and before it goes indirect
 * @param probeTimeout from the first try to the accusation
 * @param suspicionMin until death when enough others confirm
 * @param suspicionMax until death when nobody confirms
 * @param gossipInterval shortest time between two rounds of news
 * @param rosterInterval between two comparisons of the table with a living member
 * @param rejoinInterval between two tries to reach a dead member or a join address
 * @param aloneInterval the same while nobody else is known
 * @param stall a timer this late means that this node itself stood still
 * @param deadRetention how long dead and left members are remembered
 */
public record SwimSettings(
    Duration probeInterval,
    Duration retryAfter,
    Duration probeTimeout,
    Duration suspicionMin,
    Duration suspicionMax,
    Duration gossipInterval,
    Duration rosterInterval,
    Duration rejoinInterval,
    Duration aloneInterval,
    Duration stall,
    Duration deadRetention) {
  /** Members asked to probe in this node's place. */
  public static final int RELAYS = 3;

  /** Pings of one direct probe. */
  public static final int TRIES = 3;

  /** Members told in one round of news. */
  public static final int GOSSIP_FANOUT = 3;

  /** News is told this often, times the decimal logarithm of the number of members. */
  public static final int RETRANSMIT_FACTOR = 4;

  /** Most members remembered, whatever their state; beyond it new ones are refused. */
  public static final int MAX_MEMBERS = 65_536;

  /** Bytes of news in one datagram: room for the longest claim there is. */
  public static final int NEWS_BYTES = 930;

  /** One data centre or a few near ones: a crash is known everywhere within about 5 s. */
  public static SwimSettings lan() {
    return new SwimSettings(
        millis(1000),
        millis(200),
        millis(900),
        millis(1500),
        millis(6000),
        millis(100),
        millis(30_000),
        millis(10_000),
        millis(1000),
        millis(500),
        Duration.ofHours(24));
  }

  /** Continents: several lossy hundred milliseconds must not look like death. */
  public static SwimSettings wan() {
    return new SwimSettings(
        millis(2000),
        millis(700),
        millis(2500),
        millis(5000),
        millis(15_000),
        millis(250),
        millis(60_000),
        millis(30_000),
        millis(2000),
        millis(1000),
        Duration.ofHours(24));
  }

  /** One machine: a crash is known within 1.5 s, yet a pause of 400 ms is forgiven. */
  public static SwimSettings local() {
    return new SwimSettings(
        millis(200),
        millis(80),
        millis(350),
        millis(700),
        millis(1400),
        millis(25),
        millis(5000),
        millis(1000),
        millis(200),
        millis(150),
        Duration.ofHours(24));
  }

  /** How long a relay waits before it answers {@link SwimMessage.Nack}. */
  Duration relayTimeout() {
    return probeTimeout.minus(retryAfter.multipliedBy(TRIES - 1)).multipliedBy(3).dividedBy(4);
  }

  private static Duration millis(long millis) {
    return Duration.ofMillis(millis);
  }
}
