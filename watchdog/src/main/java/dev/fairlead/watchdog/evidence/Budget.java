package dev.fairlead.watchdog.evidence;

import java.time.Duration;

/**
 * What examining a process may take: each millisecond is one more in which the hung process keeps
 * what its successor needs. Immutable.
 *
 * @param total all steps together
 * @param stacks for the JVM to print them: tens of milliseconds, a few hundred on a host that is as
 *     busy as in an outage, for ever if it hangs
 * @param answers for all answers of the control socket together
 * @param heap for the JVM to say what its heap holds
 */
record Budget(Duration total, Duration stacks, Duration answers, Duration heap) {
  /** The usual one. */
  static final Budget USUAL =
      new Budget(
          Autopsy.LIMIT, Duration.ofMillis(350), Duration.ofMillis(150), Duration.ofMillis(50));
}
