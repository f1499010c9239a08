package dev.fairlead.watchdog.pulse;

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
record ThreadTimes(String name, long ranNanos, long waitedNanos) {
  /** What was added since then. */
  ThreadTimes since(ThreadTimes then) {
    return new ThreadTimes(name, ranNanos - then.ranNanos, waitedNanos - then.waitedNanos);
  }

  /** Whether it only works while the whole program is stopped for it. */
  boolean pausesTheProgram() {
    return name.startsWith("GC Thread") || name.equals("VM Thread");
  }

  /** Whether the program goes on without it. */
  boolean background() {
    return name.startsWith("C1 Comp") || name.startsWith("C2 Comp");
  }
}
