package dev.fairlead.watchdog.evidence;

/** What a process was when it was examined; it decides what evidence there can be. */
enum ProcessState {
  /** It runs, or its threads wait. */
  RUNNING,
  /** A signal or a debugger keeps all of its threads from running. */
  STOPPED,
  /** It was gone already. */
  ENDED
}
