package dev.fairlead.watchdog.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The state of a process as {@code /proc/PID/stat} says. Immutable.
 *
 * @param state its letter; a space when there is no such process
 * @param startTicks when it was started, since boot: tells it from a later one with its id
 */
record ProcessStat(char state, long startTicks) {
  private static final ProcessStat NONE = new ProcessStat(' ', -1);

  /** Fields from the state, the third, to the start time, the 22nd. */
  private static final int START_AFTER_STATE = 19;

  static ProcessStat of(long pid) {
    try {
      String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
      // The name before it is in parentheses and may itself contain any character.
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
      return new ProcessStat(fields[0].charAt(0), Long.parseLong(fields[START_AFTER_STATE]));
    } catch (IOException | RuntimeException gone) {
      return NONE;
    }
  }

  /** Whether a signal or a debugger holds it: it could not even take a SIGTERM. */
  boolean stopped() {
    return Character.toUpperCase(state) == 'T';
  }

  /** Whether a debugger holds it. */
  boolean traced() {
    return state == 't';
  }

  /** Whether it runs nothing any more; nobody may have asked for its exit code yet. */
  boolean ended() {
    return state == ' ' || state == 'Z' || state == 'X';
  }
}
