package dev.fairlead.watchdog.verdict;

import java.time.Duration;

/**
 * How long the watchdog is patient.
 *
 * @param startup from the start of the process to its first good answer
 * @param deadline without a good answer, once there was one
 * @param closing without a control socket while the process lives: it closed the socket itself, as
 *     a node does that ends; a hung one keeps it open
 */
public record Limits(Duration startup, Duration deadline, Duration closing) {
  /** A node reads its replica and joins the cluster within this, on a slow disk too. */
  public static final Duration STARTUP = Duration.ofSeconds(30);

  /** A node that ends finishes the requests it has within this. */
  public static final Duration CLOSING = Duration.ofSeconds(20);

  /** The given deadline and the usual rest. */
  public static Limits of(Duration deadline) {
    return new Limits(STARTUP, deadline, deadline.compareTo(CLOSING) > 0 ? deadline : CLOSING);
  }
}
