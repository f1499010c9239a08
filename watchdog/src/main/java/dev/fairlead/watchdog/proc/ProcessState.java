package dev.fairlead.watchdog.proc;

/** What a process does, as far as it matters to a watchdog. */
public enum ProcessState {
  /** Runs, sleeps or waits for a disk; also when its state is not known. */
  ALIVE,

  /** Stopped by a signal, {@code SIGSTOP} for one, or by a debugger: it does nothing at all. */
  STOPPED,

  /** Being taken apart by the kernel, which may take a while on a busy host. */
  ENDING,

  /** Ended; perhaps nobody has collected it yet (a zombie). */
  GONE;

  /** What a letter of the kernel's means. */
  static ProcessState of(char letter) {
    return switch (letter) {
      case 'T', 't' -> STOPPED;
      case 'Z', 'X', 'x' -> GONE;
      default -> ALIVE;
    };
  }
}
