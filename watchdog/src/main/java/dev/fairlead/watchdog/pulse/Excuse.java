package dev.fairlead.watchdog.pulse;

/**
 * Why a missing answer may not be the node's fault.
 *
 * <p>An excuse counts when it took at least half of the time since the answers stopped: who had the
 * other half has had time enough to answer. It buys a bounded delay, never a pardon.
 */
public enum Excuse {
  /** A thread was ready to run and had no processor, or all waited for memory to be swapped in. */
  STARVED,

  /** The virtual machine itself worked (garbage collection, a safepoint) and the program waited. */
  PAUSED,

  /** The thread that writes the replica waits for the disk. */
  SLOW_DISK
}
