package dev.fairlead.stress.drill;

import java.nio.file.Path;
import java.time.Duration;

/**
 * How a drill runs.
 *
 * <p>Immutable.
 *
 * @param seed of everything random; the same seed makes the same changes and asks for the same
 *     hosts, while the threads run as they happen to
 * @param time how long changes and load go on
 * @param folder for the nodes' data; exists and is empty
 */
record DrillSettings(long seed, Duration time, Path folder) {
  /**
   * How long a replaced truth may still be answered: a commit reaches the others' catalogs within
   * milliseconds, after a lost datagram with the next synchronisation, after a lock that was held
   * too long with the next round.
   */
  static final Duration STALENESS = Duration.ofSeconds(6);

  /** Services whose rows change; about half of them fit into a catalog. */
  static final int SERVICES = 60;

  /** Servers behind instance rows, in each region. */
  static final int SERVERS = 50;

  /** Clients of each proxy. */
  static final int CLIENTS = 2;

  /** Between two changes. */
  static final Duration PAUSE = Duration.ofMillis(25);
}
