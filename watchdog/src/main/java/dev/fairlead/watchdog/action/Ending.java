package dev.fairlead.watchdog.action;

import java.time.Duration;

/**
 * Ends a node's process: SIGTERM, a grace, SIGKILL.
 *
 * <p>A hung node gets a short grace, since its clients wait; one that is asked to stop gets time to
 * finish what it has. A stopped process cannot even take SIGTERM and is killed at once.
 */
public final class Ending {
  /** For a node that hangs. */
  public static final Duration HUNG_GRACE = Duration.ofMillis(200);

  /** For a node that is asked to stop: longer than it takes to drain. */
  public static final Duration STOP_GRACE = Duration.ofSeconds(20);

  /** How long the kernel may take to end a killed process before this is said. */
  private static final Duration KILL_PATIENCE = Duration.ofSeconds(5);

  private Ending() {}

  /**
   * Ends it.
   *
   * @return whether it has ended; false only for one the kernel itself cannot end, in a hung disk
   *     access for example
   */
  public static boolean end(NodeProcess process, Duration grace) throws InterruptedException {
    if (!new ProcFiles(process.pid()).stopped()) {
      process.terminate();
      if (process.awaitExit(grace)) {
        return true;
      }
    }
    process.kill();
    return process.awaitExit(KILL_PATIENCE);
  }
}
