package dev.fairlead.watchdog.proc;

/**
 * How Linux has treated a thread since it began ({@code /proc/PID/task/N/schedstat}).
 *
 * <p>A hung thread waits for a lock or is stopped: neither figure grows. A starved one counts
 * nearly all of its time as waiting. Immutable.
 *
 * @param name as the kernel knows it, at most 15 characters
 * @param ranNanos on a processor
 * @param waitedNanos ready to run while no processor was free for it
 */
public record ThreadTimes(String name, long ranNanos, long waitedNanos) {
  /** What was added since then. */
  public ThreadTimes since(ThreadTimes then) {
    return new ThreadTimes(name, ranNanos - then.ranNanos, waitedNanos - then.waitedNanos);
  }
}
