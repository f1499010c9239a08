package dev.fairlead.watchdog.pulse;

/** What Linux says a process does, as far as it matters to a watchdog. */
public enum ProcessState {
  /** Runs, sleeps or waits for a disk; also when nothing could be read. */
  ALIVE,

  /** Stopped by a signal, {@code SIGSTOP} for one (state {@code T}): it does nothing at all. */
  STOPPED,

  /** Ended; perhaps nobody has collected it yet (state {@code Z}). */
  GONE
}
